#include "store/sqlite/batch_pipeline.h"

#include <utility>

namespace portcullis {
namespace {

constexpr std::size_t kWaitingBatches = 3;

}  // namespace

BatchPipeline::BatchPipeline(const Sealer& sealer, const ModelId& model)
    : sealer_(sealer), model_(model), thread_([this] { OpenAll(); }) {}

BatchPipeline::~BatchPipeline() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

bool BatchPipeline::IsFull() const {
  const absl::MutexLock lock(&mutex_);
  return sealed_.size() >= kWaitingBatches;
}

void BatchPipeline::Submit(SealedBatch batch) {
  const absl::MutexLock lock(&mutex_);
  sealed_.push_back(std::move(batch));
  ++inside_;
}

std::unique_ptr<absl::StatusOr<OpenedBatch>> BatchPipeline::TakeIfReady() {
  const absl::MutexLock lock(&mutex_);
  return Take();
}

std::unique_ptr<absl::StatusOr<OpenedBatch>> BatchPipeline::TakeNext() {
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &BatchPipeline::HasResult));
  return Take();
}

std::unique_ptr<absl::StatusOr<OpenedBatch>> BatchPipeline::Take() {
  if (opened_.empty()) return nullptr;
  std::unique_ptr<absl::StatusOr<OpenedBatch>> batch = std::move(opened_.front());
  opened_.pop_front();
  --inside_;
  return batch;
}

void BatchPipeline::OpenAll() {
  while (true) {
    SealedBatch batch;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &BatchPipeline::HasWork));
      if (stopping_) return;
      batch = std::move(sealed_.front());
      sealed_.pop_front();
    }
    auto opened = std::make_unique<absl::StatusOr<OpenedBatch>>(Open(batch, sealer_, model_));
    const absl::MutexLock lock(&mutex_);
    opened_.push_back(std::move(opened));
  }
}

}  // namespace portcullis
