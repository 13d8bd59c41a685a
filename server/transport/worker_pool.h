// Threads with a short queue before them: work is admitted or refused at once, never piled up.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace portcullis {

struct WorkerPoolOptions {
  std::size_t workers = 1;         // 1 or more
  std::size_t queue_capacity = 1;  // jobs that may wait while all workers are busy; 0 or more
  // A job that would probably wait longer is refused although there is a place; one job a worker
  // may wait in any case, as nobody knows how long the one that runs will take.
  absl::Duration longest_wait = absl::InfiniteDuration();
  int niceness = 0;  // above the process's own, 0 to 19; the more, the more they leave to others
};

struct WorkerPoolLoad {
  std::size_t workers = 0;
  std::size_t queue_length = 0;  // jobs waiting now
  std::size_t queue_capacity = 0;
};

/// Thread-safe. Every job that was admitted is run, in the order of admission.
class WorkerPool {
 public:
  /// Told which worker runs it, 0 to workers - 1, and how long it waited. Must not throw. Jobs of
  /// one worker never run at the same time.
  using Job = absl::AnyInvocable<void(std::size_t worker, absl::Duration waited)>;

  explicit WorkerPool(const WorkerPoolOptions& options);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// As Drain.
  ~WorkerPool();

  /// RESOURCE_EXHAUSTED/QUEUE_FULL with the delay after which a place is likely
  /// (RetryDelayOf), UNAVAILABLE/SHUTTING_DOWN after Refuse: the job will not run. Also QUEUE_FULL
  /// if the job would probably not be done by `deadline`: its client would have gone.
  absl::Status Submit(Job job, absl::Time deadline = absl::InfiniteFuture())
      ABSL_LOCKS_EXCLUDED(mutex_);

  /// As Submit, for the next part of work that was admitted before: never QUEUE_FULL.
  absl::Status Continue(Job job) ABSL_LOCKS_EXCLUDED(mutex_);

  /// From now on nothing is admitted.
  void Refuse() ABSL_LOCKS_EXCLUDED(mutex_);

  /// Refuse; then returns when all that was admitted has run. Not from a job.
  void Drain() ABSL_LOCKS_EXCLUDED(mutex_);

  WorkerPoolLoad load() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct WaitingJob {
    Job job;
    std::chrono::steady_clock::time_point admitted;
  };

  void Enqueue(Job job) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Work(std::size_t worker) ABSL_LOCKS_EXCLUDED(mutex_);
  bool HasWorkOrIsDone() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::Status CheckPlace(absl::Time deadline) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::Duration ExpectedWait() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const WorkerPoolOptions options_;

  mutable absl::Mutex mutex_;
  std::deque<WaitingJob> queue_ ABSL_GUARDED_BY(mutex_);
  std::size_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  bool refusing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration mean_service_time_ ABSL_GUARDED_BY(mutex_);

  std::vector<std::thread> threads_;
};

}  // namespace portcullis
