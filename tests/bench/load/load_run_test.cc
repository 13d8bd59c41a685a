#include "bench/load/load_run.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr Window kAll{.from = nanoseconds(0), .to = milliseconds(60'000)};

/// Answers when the test says so.
class SilentCaller : public ProbeCaller {
 public:
  void Call(std::size_t, Done done) override {
    const absl::MutexLock lock(&mutex_);
    waiting_.push_back(std::move(done));
    most_under_way_ = std::max(most_under_way_, waiting_.size());
  }

  void AwaitWaiting(std::size_t calls) {
    const absl::MutexLock lock(&mutex_);
    const auto are_there = [this, calls]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return waiting_.size() >= calls;
    };
    mutex_.Await(absl::Condition(&are_there));
  }

  void AnswerAll() {
    std::vector<Done> answered;
    {
      const absl::MutexLock lock(&mutex_);
      answered.swap(waiting_);
    }
    for (const Done& done : answered) done({.status = "OK", .outcome = "OUTCOME_CLEAR"});
  }

  std::size_t most_under_way() const {
    const absl::ReaderMutexLock lock(&mutex_);
    return most_under_way_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<Done> waiting_ ABSL_GUARDED_BY(mutex_);
  std::size_t most_under_way_ ABSL_GUARDED_BY(mutex_) = 0;
};

/// Has all calls answered, again and again, from `first_calls` on until it is gone.
class Answerer {
 public:
  Answerer(SilentCaller& caller, std::size_t first_calls)
      : thread_([this, &caller, first_calls] {
          caller.AwaitWaiting(first_calls);
          while (!stop_) {
            absl::SleepFor(absl::Milliseconds(20));
            caller.AnswerAll();
          }
        }) {}
  ~Answerer() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> stop_ = false;
  std::thread thread_;  // last: it uses the above
};

/// Answers at once; remembers how many calls were under way.
class PromptCaller : public ProbeCaller {
 public:
  void Call(std::size_t number, Done done) override {
    numbers.push_back(number);
    done({.status = "OK", .outcome = "OUTCOME_CLEAR"});
  }
  std::vector<std::size_t> numbers;
};

TEST(OpenLoop, GoesOnCallingAServerThatDoesNotAnswer) {
  SilentCaller caller;
  const Answerer answerer(caller, 3);
  const std::vector<nanoseconds> due = {milliseconds(0), milliseconds(1), milliseconds(2)};
  const TallySummary summary = RunOpenLoop(caller, due, kAll, 10);
  EXPECT_EQ(summary.due, 3U);
  EXPECT_EQ(summary.unsent, 0U);
  EXPECT_EQ(summary.statuses.at("OK").since_due.count, 3U);
}

TEST(OpenLoop, BooksWhatItDoesNotSendWhenTooManyAreUnderWay) {
  SilentCaller caller;
  const Answerer answerer(caller, 2);
  // All but the first two are due at once, long before the first answer.
  const std::vector<nanoseconds> due(200, nanoseconds(0));
  const TallySummary summary = RunOpenLoop(caller, due, kAll, 2);
  EXPECT_EQ(summary.due, 200U);
  EXPECT_GT(summary.unsent, 0U);
  EXPECT_EQ(summary.unsent + summary.statuses.at("OK").since_due.count, 200U);
  EXPECT_EQ(caller.most_under_way(), 2U);
}

TEST(OpenLoop, NeverCallsBeforeACallIsDue) {
  PromptCaller caller;
  const std::vector<nanoseconds> due = {milliseconds(1), milliseconds(5), milliseconds(5),
                                        milliseconds(9)};
  const auto start = std::chrono::steady_clock::now();
  const TallySummary summary = RunOpenLoop(caller, due, kAll, 10);
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(9));
  EXPECT_GE(summary.lateness.p50, 0);
  EXPECT_EQ(caller.numbers.size(), 4U);
}

TEST(ClosedLoop, ReplacesEveryAnsweredCallUntilItsTimeIsUp) {
  PromptCaller caller;
  const TallySummary summary =
      RunClosedLoop(caller, 3, {.from = nanoseconds(0), .to = milliseconds(20)});
  EXPECT_GT(caller.numbers.size(), 3U);
  EXPECT_EQ(summary.due, caller.numbers.size());
  EXPECT_TRUE(std::is_sorted(caller.numbers.begin(), caller.numbers.end()));
}

TEST(ClosedLoop, HasNoMoreUnderWayThanItWasTold) {
  SilentCaller caller;
  const Answerer answerer(caller, 2);
  RunClosedLoop(caller, 2, {.from = nanoseconds(0), .to = milliseconds(500)});
  EXPECT_EQ(caller.most_under_way(), 2U);
}

}  // namespace
}  // namespace portcullis
