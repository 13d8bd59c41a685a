// Takes the records of checks off the hands of the lanes and writes them in batches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "border/policy/check_log.h"
#include "border/policy/check_record.h"

namespace portcullis {

struct CheckRecorderOptions {
  std::size_t queue_limit = 4096;                      // 1 or more
  std::size_t batch_limit = 256;                       // 1 or more
  absl::Duration max_delay = absl::Milliseconds(100);  // from the first record of a batch
  int retention_days = 90;                             // 1 or more
};

struct CheckRecorderStatus {
  std::uint64_t written = 0;
  std::uint64_t lost = 0;  // the queue was full, or the log refused them
  std::size_t waiting = 0;
  absl::Status last_failure = absl::OkStatus();  // of the log, OK if it never failed
};

/// Thread-safe. A check is never slowed down or refused by its record: what cannot be written is
/// lost, counted, and told by status().
class CheckRecorder {
 public:
  /// `log` outlives this. Starts a thread.
  explicit CheckRecorder(CheckLog& log, const CheckRecorderOptions& options = {});

  /// Writes what is waiting.
  ~CheckRecorder();
  CheckRecorder(const CheckRecorder&) = delete;
  CheckRecorder& operator=(const CheckRecorder&) = delete;

  void Record(CheckRecord record) ABSL_LOCKS_EXCLUDED(mutex_);

  /// Returns when everything recorded before the call is written or lost.
  void Flush() ABSL_LOCKS_EXCLUDED(mutex_);

  /// Deletes records that are older than the retention at `now`; returns how many.
  absl::StatusOr<std::size_t> Purge(absl::Time now);

  CheckRecorderStatus status() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || !queue_.empty(); }
  bool IsBatchDue() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool IsIdle() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return queue_.empty() && !writing_; }

  CheckLog& log_;
  const CheckRecorderOptions options_;

  mutable absl::Mutex mutex_;
  std::deque<CheckRecord> queue_ ABSL_GUARDED_BY(mutex_);
  std::size_t flushing_ ABSL_GUARDED_BY(mutex_) = 0;  // callers that wait in Flush
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  CheckRecorderStatus status_ ABSL_GUARDED_BY(mutex_);

  std::thread thread_;  // last: it uses the others
};

}  // namespace portcullis
