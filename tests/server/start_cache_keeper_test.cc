#include "server/start_cache_keeper.h"

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Seen {
  std::size_t refreshed = 0;
  int distrusted = 0;
  std::vector<std::string> reported;
};

/// What a keeper does whose refreshes end so, the last of them again and again. Waits for as many.
Seen Keep(const std::vector<absl::Status>& ends) {
  Seen seen;
  std::atomic<std::size_t> looks = 0;
  {
    const StartCacheKeeper keeper(
        {.refresh =
             [&] {
               ++looks;
               const std::size_t look = seen.refreshed++;
               return look < ends.size() ? ends[look] : ends.back();
             },
         .distrust = [&](const absl::Status&) { ++seen.distrusted; },
         .report = [&](const absl::Status& status) { seen.reported.push_back(status.ToString()); },
         .pause = absl::Milliseconds(1)});
    while (looks < ends.size()) absl::SleepFor(absl::Milliseconds(1));
    // So that one look too many would be seen.
    absl::SleepFor(absl::Milliseconds(10));
  }
  return seen;
}

/// How refreshes end that erasures get in the way of, and one at last that they do not.
std::vector<absl::Status> Erasures(std::size_t count) {
  std::vector<absl::Status> ends(count, absl::AbortedError("something was erased"));
  ends.push_back(absl::OkStatus());
  return ends;
}

TEST(StartCacheKeeper, SaysNothingOfSuccess) {
  const Seen seen = Keep({absl::OkStatus(), absl::OkStatus()});
  EXPECT_EQ(seen.distrusted, 0);
  EXPECT_THAT(seen.reported, IsEmpty());
}

TEST(StartCacheKeeper, LetsErasuresPass) { EXPECT_THAT(Keep(Erasures(11)).reported, IsEmpty()); }

TEST(StartCacheKeeper, SaysOnceHowOftenErasuresWereInTheWayAndThatTheyAreNoMore) {
  const Seen seen = Keep(Erasures(15));
  EXPECT_EQ(seen.distrusted, 0);
  EXPECT_THAT(seen.reported,
              ElementsAre(HasSubstr("12 times in a row: something was erased"), "OK"));
}

TEST(StartCacheKeeper, DoesNotTakeAnErasureForTheEndOfAFailure) {
  const absl::Status full = absl::ResourceExhaustedError("full");
  const Seen seen = Keep({full, absl::AbortedError("something was erased"), full});
  EXPECT_EQ(seen.distrusted, 0);
  EXPECT_THAT(seen.reported, ElementsAre(HasSubstr("full")));
}

TEST(StartCacheKeeper, DistrustsAStoreThatIsDamagedAndReadsItNoMore) {
  const Seen seen = Keep({absl::ResourceExhaustedError("full"), absl::DataLossError("entry gone")});
  EXPECT_EQ(seen.refreshed, 2U);
  EXPECT_EQ(seen.distrusted, 1);
  EXPECT_THAT(seen.reported, ElementsAre(HasSubstr("full"), HasSubstr("entry gone")));
}

}  // namespace
}  // namespace portcullis::testing
