#include "server/start_cache_keeper.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace portcullis::testing {
namespace {

struct Seen {
  std::atomic<int> distrusted = 0;
  std::atomic<int> reported = 0;
};

/// What a keeper does whose first refresh ends so.
void Look(const absl::Status& status, Seen& seen) {
  absl::Notification refreshed;
  const StartCacheKeeper keeper({.refresh =
                                     [&] {
                                       refreshed.Notify();
                                       return status;
                                     },
                                 .distrust = [&](const absl::Status&) { ++seen.distrusted; },
                                 .report = [&](const absl::Status&) { ++seen.reported; }});
  refreshed.WaitForNotification();
}

TEST(StartCacheKeeper, LooksAtOnceAndSaysNothingOfSuccess) {
  Seen seen;
  Look(absl::OkStatus(), seen);
  EXPECT_EQ(seen.distrusted, 0);
  EXPECT_EQ(seen.reported, 0);
}

TEST(StartCacheKeeper, LetsAnErasurePass) {
  Seen seen;
  Look(absl::AbortedError("something was erased"), seen);
  EXPECT_EQ(seen.distrusted, 0);
  EXPECT_EQ(seen.reported, 0);
}

TEST(StartCacheKeeper, ReportsAFullDiskAndTrustsTheStore) {
  Seen seen;
  Look(absl::ResourceExhaustedError("full"), seen);
  EXPECT_EQ(seen.distrusted, 0);
  EXPECT_EQ(seen.reported, 1);
}

TEST(StartCacheKeeper, DistrustsAStoreThatIsDamaged) {
  Seen seen;
  Look(absl::DataLossError("entry gone"), seen);
  EXPECT_EQ(seen.distrusted, 1);
  EXPECT_EQ(seen.reported, 1);
}

}  // namespace
}  // namespace portcullis::testing
