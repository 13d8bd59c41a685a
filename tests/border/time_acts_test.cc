#include "border/watchlist/time_acts.h"

#include "tests/border/watchlist_under_test.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using testing::FakeFace;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::WatchlistUnderTest;

const ListId kList{"demo"};

class TimeActsTest : public ::testing::Test {
 protected:
  EntryId EnrolBetween(std::optional<absl::Time> from, std::optional<absl::Time> until, int x) {
    NewEntry entry = WatchlistUnderTest::Person({kList}, {FakeFace(x, 20)});
    entry.details.valid_from = from;
    entry.details.valid_until = until;
    return world_.Enrol(entry);
  }

  WatchlistUnderTest world_{kList};
};

TEST_F(TimeActsTest, AnEntryBeginsAndEndsByTheClockAndBothAreRecorded) {
  const EntryId id = EnrolBetween(world_.now + absl::Hours(1), world_.now + absl::Hours(2), 10);
  const std::size_t before = world_.Events().size();
  ASSERT_OK(world_.time_acts.CatchUp());
  EXPECT_THAT(world_.Find(10, 20), IsEmpty());

  world_.now += absl::Hours(1);
  ASSERT_OK(world_.time_acts.CatchUp());
  EXPECT_THAT(world_.Find(10, 20), ElementsAre(id));
  EXPECT_EQ(world_.Get(id).status, EntryStatus::kActive);

  world_.now += absl::Hours(1);
  ASSERT_OK(world_.time_acts.CatchUp());
  EXPECT_THAT(world_.Find(10, 20), IsEmpty());
  EXPECT_EQ(world_.Get(id).status, EntryStatus::kExpired);

  const std::vector<AuditEvent> events = world_.Events();
  ASSERT_THAT(events, SizeIs(before + 2));
  EXPECT_EQ(events[before].action, "ActivateEntry");
  EXPECT_EQ(events[before].actor, "clock");
  EXPECT_EQ(events[before].request_id, "");
  EXPECT_EQ(events[before + 1].action, "ExpireEntry");
  EXPECT_EQ(events[before + 1].time, world_.now);
}

TEST_F(TimeActsTest, AnExpiredEntryIsNotFoundByTheNextSearchEvenIfNobodyHasWrittenItDown) {
  EnrolBetween(std::nullopt, world_.now + absl::Hours(2), 10);
  world_.now += absl::Hours(2);
  EXPECT_THAT(world_.Find(10, 20), IsEmpty());
  EXPECT_EQ(world_.searchable.status().references, 0U);
}

TEST_F(TimeActsTest, ASuspendedEntryExpiresAndAProposalLapses) {
  const EntryId suspended = EnrolBetween(std::nullopt, world_.now + absl::Hours(1), 10);
  ASSERT_OK(
      world_.entries.Suspend(world_.By("alice"), {suspended}, "appeal", WatchlistUnderTest::kId));
  NewEntry entry = WatchlistUnderTest::Person({kList}, {FakeFace(200, 20)});
  entry.details.valid_until = world_.now + absl::Hours(1);
  const auto proposed = world_.Propose(entry);
  world_.now += absl::Hours(1);
  ASSERT_OK(world_.time_acts.CatchUp());
  EXPECT_EQ(world_.Get(suspended).status, EntryStatus::kExpired);
  EXPECT_EQ(world_.Get(*proposed).status, EntryStatus::kExpired);
}

TEST_F(TimeActsTest, ManyActsAtOneMomentAreEachRecorded) {
  constexpr std::size_t kMany = 1200;
  NewEntry entry = WatchlistUnderTest::Person({kList}, {FakeFace(10, 20)});
  entry.allow_duplicate = true;
  entry.details.valid_until = world_.now + absl::Hours(1);
  for (std::size_t i = 0; i < kMany; ++i) ASSERT_OK(world_.Propose(entry));
  const std::size_t before = world_.Events().size();
  world_.now += absl::Hours(1);
  ASSERT_OK(world_.time_acts.CatchUp());
  EXPECT_THAT(world_.Events(), SizeIs(before + kMany));
}

TEST_F(TimeActsTest, AnExtendedEntryIsFoundAgain) {
  const EntryId id = EnrolBetween(std::nullopt, world_.now + absl::Hours(1), 10);
  world_.now += absl::Hours(1);
  ASSERT_OK(world_.time_acts.CatchUp());
  ASSERT_OK(world_.entries.Extend(
      world_.By("alice"), {id},
      {.valid_until = world_.now + absl::Hours(1), .justification = "still wanted"},
      WatchlistUnderTest::kId));
  EXPECT_THAT(world_.Find(10, 20), ElementsAre(id));
}

}  // namespace
}  // namespace portcullis
