#include "matcher/vision/sandbox/worker_source.h"

#include <utility>

#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

// A machine under load starts programs late.
constexpr std::chrono::seconds kStartTimeout{30};

// A worker that was ready may have been killed since; so may the one that takes its place.
constexpr int kAttempts = 3;

}  // namespace

WorkerSource::WorkerSource(WorkerOptions options, const SharedPixels& pixels)
    : options_(std::move(options)), pixels_(pixels), thread_([this] { Run(); }) {}

WorkerSource::~WorkerSource() {
  {
    const absl::MutexLock lock(&mutex_);
    state_ = State::kStopping;
  }
  thread_.join();
}

absl::StatusOr<std::unique_ptr<WorkerProcess>> WorkerSource::Start() const {
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<WorkerProcess> worker,
                              WorkerProcess::Start(options_, pixels_));
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
  PORTCULLIS_ASSIGN_OR_RETURN(const ProtocolBytes hello, worker->Receive(deadline));
  PORTCULLIS_RETURN_IF_ERROR(ParseHello(hello));
  return worker;
}

void WorkerSource::Run() {
  while (true) {
    std::unique_ptr<WorkerProcess> used;
    {
      const absl::MutexLock lock(&mutex_);
      const auto has_work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return state_ == State::kWanted || state_ == State::kStopping;
      };
      mutex_.Await(absl::Condition(&has_work));
      if (state_ == State::kStopping) return;
      used = std::move(used_);
    }
    used.reset();  // it is gone before another one writes to the shared memory
    absl::StatusOr<std::unique_ptr<WorkerProcess>> worker = Start();
    const absl::MutexLock lock(&mutex_);
    ready_ = std::move(worker);
    if (state_ == State::kWanted) state_ = State::kReady;
  }
}

absl::StatusOr<std::unique_ptr<WorkerProcess>> WorkerSource::Take() {
  const absl::MutexLock lock(&mutex_);
  for (int attempt = 1;; ++attempt) {
    const auto is_ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return state_ == State::kReady;
    };
    mutex_.Await(absl::Condition(&is_ready));
    if (ready_.ok() && (*ready_)->IsIdle()) {
      state_ = State::kTaken;
      return std::move(ready_);
    }
    const bool is_last = attempt == kAttempts;
    if (is_last && !ready_.ok()) return ready_.status();
    // What went wrong may have gone wrong a long time ago.
    if (ready_.ok()) used_ = *std::move(ready_);
    state_ = State::kWanted;
    if (is_last) return absl::InternalError("decoders end before they are asked anything");
  }
}

void WorkerSource::Keep(std::unique_ptr<WorkerProcess> worker) {
  const absl::MutexLock lock(&mutex_);
  ready_ = std::move(worker);
  state_ = State::kReady;
}

void WorkerSource::Replace(std::unique_ptr<WorkerProcess> worker) {
  worker->Kill();
  const absl::MutexLock lock(&mutex_);
  used_ = std::move(worker);
  state_ = State::kWanted;
}

}  // namespace portcullis
