#include "border/policy/check_recorder.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace portcullis {

CheckRecorder::CheckRecorder(CheckLog& log, const CheckRecorderOptions& options)
    : log_(log), options_(options), thread_([this] { Run(); }) {}

CheckRecorder::~CheckRecorder() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void CheckRecorder::Record(CheckRecord record) {
  const absl::MutexLock lock(&mutex_);
  if (queue_.size() >= options_.queue_limit) {
    ++status_.lost;
    return;
  }
  queue_.push_back(std::move(record));
}

void CheckRecorder::Flush() {
  const absl::MutexLock lock(&mutex_);
  ++flushing_;
  mutex_.Await(absl::Condition(this, &CheckRecorder::IsIdle));
  --flushing_;
}

absl::StatusOr<std::size_t> CheckRecorder::Purge(absl::Time now) {
  return log_.PurgeChecks(now - absl::Hours(24) * options_.retention_days);
}

CheckRecorderStatus CheckRecorder::status() const {
  const absl::ReaderMutexLock lock(&mutex_);
  CheckRecorderStatus status = status_;
  status.waiting = queue_.size();
  return status;
}

bool CheckRecorder::IsBatchDue() const {
  return stopping_ || flushing_ > 0 || queue_.size() >= options_.batch_limit;
}

void CheckRecorder::Run() {
  std::vector<CheckRecord> batch;
  while (true) {
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &CheckRecorder::HasWork));
      if (queue_.empty()) return;
      // Time for others to join: one commit serves all of them.
      mutex_.AwaitWithTimeout(absl::Condition(this, &CheckRecorder::IsBatchDue),
                              options_.max_delay);
      const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.batch_limit));
      batch.assign(std::make_move_iterator(queue_.begin()),
                   std::make_move_iterator(queue_.begin() + count));
      queue_.erase(queue_.begin(), queue_.begin() + count);
      writing_ = true;
    }
    const absl::Status written = log_.AppendChecks(batch);
    const absl::MutexLock lock(&mutex_);
    writing_ = false;
    (written.ok() ? status_.written : status_.lost) += batch.size();
    if (!written.ok()) status_.last_failure = written;
  }
}

}  // namespace portcullis
