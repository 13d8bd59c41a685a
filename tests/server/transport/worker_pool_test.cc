#include "server/transport/worker_pool.h"

#include <atomic>
#include <mutex>
#include <vector>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/transport/retry_delay.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::portcullis::testing::FailsWith;
using ::portcullis::testing::IsOk;
using ::testing::ElementsAre;

/// A pool of one worker that is busy until `release`.
class BusyPool {
 public:
  explicit BusyPool(std::size_t queue_capacity,
                    absl::Duration longest_wait = absl::InfiniteDuration())
      : pool({.workers = 1, .queue_capacity = queue_capacity, .longest_wait = longest_wait}) {
    EXPECT_OK(pool.Submit([this](std::size_t, absl::Duration) {
      started_.Notify();
      release.WaitForNotification();
    }));
    started_.WaitForNotification();
  }

  absl::Notification release;

 private:
  absl::Notification started_;

 public:
  WorkerPool pool;
};

TEST(WorkerPool, RunsWhatItAdmittedInTheOrderOfAdmission) {
  std::vector<int> order;
  {
    BusyPool busy(3);
    for (int i = 0; i < 3; ++i) {
      EXPECT_OK(busy.pool.Submit([&order, i](std::size_t, absl::Duration) { order.push_back(i); }));
    }
    busy.release.Notify();
  }
  EXPECT_THAT(order, ElementsAre(0, 1, 2));
}

TEST(WorkerPool, TellsAJobHowLongItWaited) {
  absl::Duration waited;
  {
    BusyPool busy(1);
    EXPECT_OK(busy.pool.Submit([&waited](std::size_t, absl::Duration time) { waited = time; }));
    absl::SleepFor(absl::Milliseconds(20));
    busy.release.Notify();
  }
  EXPECT_GE(waited, absl::Milliseconds(20));
}

TEST(WorkerPool, RefusesWithARetryDelayWhenTheQueueIsFull) {
  BusyPool busy(1);
  EXPECT_OK(busy.pool.Submit([](std::size_t, absl::Duration) {}));
  const absl::Status refused = busy.pool.Submit([](std::size_t, absl::Duration) {});
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kResourceExhausted, ErrorReason::kQueueFull));
  EXPECT_GE(RetryDelayOf(refused).value_or(absl::ZeroDuration()), absl::Milliseconds(10));
  busy.release.Notify();
}

// Before the first job is done, each is taken to need 100 ms.
TEST(WorkerPool, RefusesWhatWouldWaitTooLongAlthoughThereIsAPlace) {
  BusyPool busy(100, absl::Milliseconds(250));
  const auto nothing = [](std::size_t, absl::Duration) {};
  EXPECT_OK(busy.pool.Submit(nothing));  // 100 ms
  EXPECT_OK(busy.pool.Submit(nothing));  // 200 ms
  const absl::Status refused = busy.pool.Submit(nothing);
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kResourceExhausted, ErrorReason::kQueueFull));
  EXPECT_EQ(RetryDelayOf(refused), absl::Milliseconds(300));
  EXPECT_OK(busy.pool.Continue(nothing));
  busy.release.Notify();
}

TEST(WorkerPool, LetsOneJobWaitHoweverLongTheRunningOneMayTake) {
  BusyPool busy(100, absl::Milliseconds(1));
  EXPECT_OK(busy.pool.Submit([](std::size_t, absl::Duration) {}));
  EXPECT_FALSE(busy.pool.Submit([](std::size_t, absl::Duration) {}).ok());
  busy.release.Notify();
}

TEST(WorkerPool, RefusesWhatCannotBeDoneBeforeItsDeadline) {
  BusyPool busy(100);
  const auto nothing = [](std::size_t, absl::Duration) {};
  EXPECT_OK(busy.pool.Submit(nothing));
  // 200 ms of waiting and 100 ms of work.
  EXPECT_THAT(busy.pool.Submit(nothing, absl::Now() + absl::Milliseconds(290)),
              FailsWith(absl::StatusCode::kResourceExhausted, ErrorReason::kQueueFull));
  EXPECT_OK(busy.pool.Submit(nothing, absl::Now() + absl::Minutes(1)));
  busy.release.Notify();
}

TEST(WorkerPool, LearnsFromTheJobsThatWereDoneHowLongTheNextWillWait) {
  WorkerPool pool({.workers = 1, .queue_capacity = 100, .longest_wait = absl::Milliseconds(150)});
  // After so many jobs of no length the mean of their times is near 0.
  for (int i = 0; i < 100; ++i) {
    absl::Notification done;
    EXPECT_OK(pool.Submit([&done](std::size_t, absl::Duration) { done.Notify(); }));
    done.WaitForNotification();
  }
  absl::Notification release;
  EXPECT_OK(pool.Submit([&](std::size_t, absl::Duration) { release.WaitForNotification(); }));
  for (int i = 0; i < 3; ++i) EXPECT_OK(pool.Submit([](std::size_t, absl::Duration) {}));
  release.Notify();
}

// Shorter than the delay after which a client is asked to come back.
TEST(WorkerPool, AdmitsWhatWaitsForLessThanAShortLongestWait) {
  WorkerPool pool({.workers = 1, .queue_capacity = 100, .longest_wait = absl::Milliseconds(5)});
  bool admitted = false;
  // Until the mean has come down from the 100 ms that it begins with; a busy machine needs longer.
  for (int attempt = 0; attempt < 1000 && !admitted; ++attempt) {
    absl::Notification started;
    absl::Notification release;
    EXPECT_OK(pool.Submit([&](std::size_t, absl::Duration) {
      started.Notify();
      release.WaitForNotification();
    }));
    started.WaitForNotification();
    EXPECT_OK(pool.Submit([](std::size_t, absl::Duration) {}));
    admitted = pool.Submit([](std::size_t, absl::Duration) {}).ok();
    release.Notify();
    while (pool.load().queue_length > 0) absl::SleepFor(absl::Microseconds(100));
  }
  EXPECT_TRUE(admitted);
}

TEST(WorkerPool, NeverRefusesTheNextPartOfWorkThatWasAdmittedUntilItDrains) {
  std::vector<int> order;
  BusyPool busy(1);
  EXPECT_OK(busy.pool.Submit([&order](std::size_t, absl::Duration) { order.push_back(0); }));
  for (int i = 1; i < 4; ++i) {
    EXPECT_OK(busy.pool.Continue([&order, i](std::size_t, absl::Duration) { order.push_back(i); }));
  }
  busy.pool.Refuse();
  EXPECT_THAT(busy.pool.Continue([](std::size_t, absl::Duration) {}),
              FailsWith(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown));
  busy.release.Notify();
  busy.pool.Drain();
  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3));
}

TEST(WorkerPool, AdmitsAgainWhenTheQueueHasRoom) {
  BusyPool busy(1);
  absl::Notification done;
  EXPECT_OK(busy.pool.Submit([&done](std::size_t, absl::Duration) { done.Notify(); }));
  busy.release.Notify();
  done.WaitForNotification();
  EXPECT_OK(busy.pool.Submit([](std::size_t, absl::Duration) {}));
}

TEST(WorkerPool, AdmitsAsManyAsItHasWorkersEvenWithoutAQueue) {
  WorkerPool pool({.workers = 2, .queue_capacity = 0});
  absl::Notification release;
  for (int i = 0; i < 2; ++i) {
    EXPECT_OK(
        pool.Submit([&release](std::size_t, absl::Duration) { release.WaitForNotification(); }));
  }
  EXPECT_FALSE(pool.Submit([](std::size_t, absl::Duration) {}).ok());
  release.Notify();
}

TEST(WorkerPool, RefusesAfterDrainBeganButFinishesWhatWasAdmitted) {
  std::atomic<bool> ran = false;
  BusyPool busy(1);
  EXPECT_OK(busy.pool.Submit([&ran](std::size_t, absl::Duration) { ran = true; }));
  busy.pool.Refuse();
  EXPECT_THAT(busy.pool.Submit([](std::size_t, absl::Duration) {}),
              FailsWith(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown));
  busy.release.Notify();
  busy.pool.Drain();
  EXPECT_TRUE(ran);
}

TEST(WorkerPool, NeverRunsTwoJobsOfOneWorkerAtTheSameTime) {
  constexpr std::size_t kWorkers = 3;
  std::vector<std::atomic<int>> busy(kWorkers);
  std::atomic<int> ran = 0;
  std::atomic<int> admitted = 0;
  {
    WorkerPool pool({.workers = kWorkers, .queue_capacity = 1000});
    std::vector<std::thread> clients;
    for (int client = 0; client < 4; ++client) {
      clients.emplace_back([&] {
        for (int i = 0; i < 100; ++i) {
          const absl::Status status = pool.Submit([&](std::size_t worker, absl::Duration) {
            EXPECT_EQ(++busy[worker], 1);
            --busy[worker];
            ++ran;
          });
          if (status.ok()) ++admitted;
        }
      });
    }
    for (std::thread& client : clients) client.join();
  }
  EXPECT_EQ(ran, admitted);
  EXPECT_EQ(ran, 400);
}

TEST(WorkerPool, ReportsItsLoad) {
  BusyPool busy(5);
  EXPECT_OK(busy.pool.Submit([](std::size_t, absl::Duration) {}));
  const WorkerPoolLoad load = busy.pool.load();
  EXPECT_EQ(load.workers, 1U);
  EXPECT_EQ(load.queue_length, 1U);
  EXPECT_EQ(load.queue_capacity, 5U);
  busy.release.Notify();
}

}  // namespace
}  // namespace portcullis
