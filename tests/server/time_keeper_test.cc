#include "server/time_keeper.h"

#include <atomic>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace portcullis::testing {
namespace {

void Await(const std::atomic<int>& count, int least) {
  while (count < least) absl::SleepFor(absl::Milliseconds(1));
}

TEST(TimeKeeper, GoesOnAfterAFailureAndTellsOnceOfEachChange) {
  std::atomic<int> attempts = 0;
  std::atomic<int> failures = 0;
  std::atomic<int> recoveries = 0;
  {
    const TimeKeeper keeper(
        absl::Milliseconds(1),
        [&] {
          return ++attempts <= 3 ? absl::UnavailableError("the disk is away") : absl::OkStatus();
        },
        [&](const absl::Status& status) { ++(status.ok() ? recoveries : failures); });
    Await(attempts, 6);
  }
  EXPECT_EQ(failures, 1);
  EXPECT_EQ(recoveries, 1);
}

TEST(TimeKeeper, TellsOfAFailureOfAnotherKind) {
  std::atomic<int> attempts = 0;
  std::vector<absl::StatusCode> told;
  {
    const TimeKeeper keeper(
        absl::Milliseconds(1),
        [&] {
          return ++attempts <= 2 ? absl::UnavailableError("the disk is away")
                                 : absl::DataLossError("it came back another");
        },
        [&](const absl::Status& status) { told.push_back(status.code()); });
    Await(attempts, 4);
  }
  EXPECT_EQ(told, (std::vector{absl::StatusCode::kUnavailable, absl::StatusCode::kDataLoss}));
}

TEST(TimeKeeper, StopsAtOnceHoweverLongItWouldWait) {
  std::atomic<int> attempts = 0;
  {
    const TimeKeeper keeper(
        absl::Hours(24),
        [&] {
          ++attempts;
          return absl::OkStatus();
        },
        [](const absl::Status&) {});
    Await(attempts, 1);
  }
  EXPECT_EQ(attempts, 1);
}

}  // namespace
}  // namespace portcullis::testing
