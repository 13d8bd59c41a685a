#include "server/transport/worker_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/transport/retry_delay.h"

namespace portcullis {
namespace {

// Stands in until the first job has been timed.
constexpr absl::Duration kFirstServiceTime = absl::Milliseconds(100);
// Weight of the newest job in the running mean: about the last ten count.
constexpr double kNewestShare = 0.1;
// A client that comes back sooner only adds to the load.
constexpr absl::Duration kShortestRetryDelay = absl::Milliseconds(10);

using Clock = std::chrono::steady_clock;

absl::Status ShuttingDown() {
  return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown,
                   "the server is shutting down");
}

absl::Status QueueFull(absl::Duration wait, const std::string& message) {
  return WithRetryDelay(
      MakeError(absl::StatusCode::kResourceExhausted, ErrorReason::kQueueFull, message),
      std::max(wait, kShortestRetryDelay));
}

/// From what the operator gave the process. Of the calling thread alone: on Linux each has its own.
/// A system that refuses leaves it as it is.
void BeNice(int niceness) {
  if (niceness == 0) return;
  const auto thread = static_cast<id_t>(::gettid());
  ::setpriority(PRIO_PROCESS, thread, ::getpriority(PRIO_PROCESS, thread) + niceness);
}

}  // namespace

WorkerPool::WorkerPool(const WorkerPoolOptions& options)
    : options_(options), mean_service_time_(kFirstServiceTime) {
  threads_.reserve(options_.workers);
  for (std::size_t worker = 0; worker < options_.workers; ++worker) {
    threads_.emplace_back([this, worker] { Work(worker); });
  }
}

WorkerPool::~WorkerPool() { Drain(); }

absl::Status WorkerPool::Submit(Job job, absl::Time deadline) {
  const absl::MutexLock lock(&mutex_);
  if (refusing_) return ShuttingDown();
  PORTCULLIS_RETURN_IF_ERROR(CheckPlace(deadline));
  Enqueue(std::move(job));
  return absl::OkStatus();
}

absl::Status WorkerPool::Continue(Job job) {
  const absl::MutexLock lock(&mutex_);
  if (refusing_) return ShuttingDown();
  Enqueue(std::move(job));
  return absl::OkStatus();
}

void WorkerPool::Enqueue(Job job) { queue_.push_back({std::move(job), Clock::now()}); }

void WorkerPool::Refuse() {
  const absl::MutexLock lock(&mutex_);
  refusing_ = true;
}

void WorkerPool::Drain() {
  Refuse();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

WorkerPoolLoad WorkerPool::load() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return {options_.workers, queue_.size(), options_.queue_capacity};
}

void WorkerPool::Work(std::size_t worker) {
  BeNice(options_.niceness);
  while (true) {
    WaitingJob next;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &WorkerPool::HasWorkOrIsDone));
      if (queue_.empty()) return;
      next = std::move(queue_.front());
      queue_.pop_front();
      ++running_;
    }
    const Clock::time_point start = Clock::now();
    next.job(worker, absl::FromChrono(start - next.admitted));
    // What the job holds is released before its place is given to another.
    next.job = nullptr;
    const absl::Duration service_time = absl::FromChrono(Clock::now() - start);
    const absl::MutexLock lock(&mutex_);
    --running_;
    mean_service_time_ = mean_service_time_ * (1 - kNewestShare) + service_time * kNewestShare;
  }
}

bool WorkerPool::HasWorkOrIsDone() const { return !queue_.empty() || refusing_; }

absl::Status WorkerPool::CheckPlace(absl::Time deadline) const {
  // Counting the running jobs too keeps a burst from being refused while a worker is only waking.
  const std::size_t admitted = running_ + queue_.size();
  if (admitted >= options_.workers + options_.queue_capacity) {
    return QueueFull(ExpectedWait(),
                     fmt::format("all {} workers are busy and {} requests wait, limit is {}",
                                 options_.workers, queue_.size(), options_.queue_capacity));
  }
  if (admitted < 2 * options_.workers) return absl::OkStatus();
  const absl::Duration wait = ExpectedWait();
  if (wait > options_.longest_wait) {
    return QueueFull(
        wait, fmt::format("{} requests wait, the next one for about {}, limit is {}", queue_.size(),
                          absl::FormatDuration(wait), absl::FormatDuration(options_.longest_wait)));
  }
  // Work that is done for a client that has gone is taken from those who are still there.
  if (absl::Now() + wait + mean_service_time_ > deadline) {
    return QueueFull(wait, fmt::format("{} requests wait, the next one for about {}, which is more "
                                       "than its deadline leaves",
                                       queue_.size(), absl::FormatDuration(wait)));
  }
  return absl::OkStatus();
}

absl::Duration WorkerPool::ExpectedWait() const {
  const auto jobs_ahead = static_cast<double>(queue_.size() + 1);
  return mean_service_time_ * (jobs_ahead / static_cast<double>(options_.workers));
}

}  // namespace portcullis
