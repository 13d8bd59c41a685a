#include "bench/load/load_run.h"

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace portcullis {
namespace {

using Clock = std::chrono::steady_clock;

/// The calls under way and the books, shared by the thread that calls and those that hear answers.
class Books {
 public:
  explicit Books(Window window) : tally_(window) {}

  std::chrono::nanoseconds Now() const { return Clock::now() - start_; }
  Clock::time_point start() const { return start_; }

  void Make(ProbeCaller& caller, std::size_t number, std::chrono::nanoseconds due) {
    {
      const absl::MutexLock lock(&mutex_);
      ++under_way_;
    }
    const std::chrono::nanoseconds sent = Now();
    caller.Call(number, [this, due, sent](const Answer& answer) {
      const CallTimes times{.due = due, .sent = sent, .answered = Now()};
      const absl::MutexLock lock(&mutex_);
      tally_.Add(times, answer);
      --under_way_;
    });
  }

  void BookUnsent(std::chrono::nanoseconds due) {
    const absl::MutexLock lock(&mutex_);
    tally_.AddUnsent(due);
  }

  std::size_t under_way() const {
    const absl::ReaderMutexLock lock(&mutex_);
    return under_way_;
  }

  void AwaitFewerThan(std::size_t count) {
    const absl::MutexLock lock(&mutex_);
    const auto is_below = [this, count]()
                              ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return under_way_ < count; };
    mutex_.Await(absl::Condition(&is_below));
  }

  TallySummary Close() {
    AwaitFewerThan(1);
    const absl::ReaderMutexLock lock(&mutex_);
    return tally_.Summary();
  }

 private:
  const Clock::time_point start_ = Clock::now();
  mutable absl::Mutex mutex_;
  std::size_t under_way_ ABSL_GUARDED_BY(mutex_) = 0;
  Tally tally_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

TallySummary RunOpenLoop(ProbeCaller& caller, const std::vector<std::chrono::nanoseconds>& due,
                         Window window, std::size_t most_under_way) {
  Books books(window);
  for (std::size_t number = 0; number < due.size(); ++number) {
    std::this_thread::sleep_until(books.start() + due[number]);
    if (books.under_way() >= most_under_way) {
      books.BookUnsent(due[number]);
    } else {
      books.Make(caller, number, due[number]);
    }
  }
  return books.Close();
}

TallySummary RunClosedLoop(ProbeCaller& caller, std::size_t under_way, Window window) {
  Books books(window);
  // One look at the clock for both questions: what is called is due within the window.
  std::size_t number = 0;
  for (auto due = books.Now(); due < window.to; due = books.Now()) {
    books.Make(caller, number++, due);
    books.AwaitFewerThan(under_way);
  }
  return books.Close();
}

}  // namespace portcullis
