#include "border/screening/recall_canary.h"

#include <cstddef>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

/// Records `misses` and then enough that were found to make `searches`; what the last one changed.
RecallChange RecordMany(RecallCanary& canary, std::size_t searches, std::size_t misses) {
  RecallChange change = RecallChange::kNone;
  for (std::size_t i = 0; i < searches; ++i) change = canary.Record(i >= misses);
  return change;
}

TEST(RecallCanary, JudgesAWindowInWhichTwentyMissesWouldBePermitted) {
  // given demand, then window
  EXPECT_EQ(RecallCanary(0.9).window(), 200U);
  EXPECT_EQ(RecallCanary(0.99).window(), 2000U);
  EXPECT_EQ(RecallCanary(0.999).window(), 20'000U);
  EXPECT_EQ(RecallCanary(0.99999).window(), RecallCanary::kLargestWindow);
}

TEST(RecallCanary, AllowsNothingBeforeAWholeWindowWasSeen) {
  RecallCanary canary(0.9);
  for (std::size_t i = 0; i + 1 < canary.window(); ++i) {
    EXPECT_EQ(canary.Record(true), RecallChange::kNone);
    EXPECT_FALSE(canary.allows());
  }
  EXPECT_EQ(canary.Record(true), RecallChange::kEarned);
  EXPECT_TRUE(canary.allows());
}

TEST(RecallCanary, AsksForTheLowerBoundAndNotForTheShare) {
  struct Row {
    double demanded;
    std::size_t misses;  // in the first window
    bool is_earned;
  };
  // Clopper-Pearson: where 20 misses would be what is demanded, 12 show it and 13 do not.
  const std::vector<Row> table = {{0.9, 0, true},    {0.9, 12, true},  {0.9, 13, false},
                                  {0.9, 20, false},  {0.99, 0, true},  {0.99, 12, true},
                                  {0.99, 13, false}, {0.99, 20, false}};
  for (const Row& row : table) {
    SCOPED_TRACE(row.demanded);
    SCOPED_TRACE(row.misses);
    RecallCanary canary(row.demanded);
    const RecallChange change = RecordMany(canary, canary.window(), row.misses);
    EXPECT_EQ(change, row.is_earned ? RecallChange::kEarned : RecallChange::kNotEarned);
    EXPECT_EQ(canary.allows(), row.is_earned);
    EXPECT_EQ(canary.reading().lower_bound >= row.demanded, row.is_earned);
  }
}

TEST(RecallCanary, TellsWhatItHasSeen) {
  RecallCanary canary(0.9);
  EXPECT_EQ(canary.reading().searches, 0U);
  EXPECT_EQ(canary.reading().recall(), 0);
  EXPECT_EQ(canary.reading().lower_bound, 0);
  RecordMany(canary, 100, 1);
  EXPECT_EQ(canary.reading().searches, 100U);
  EXPECT_EQ(canary.reading().found_all, 99U);
  EXPECT_EQ(canary.reading().recall(), 0.99);
  EXPECT_NEAR(canary.reading().lower_bound, 0.9534, 0.0001);  // 1 of 100, Clopper-Pearson
}

TEST(RecallCanary, ForgetsWhatIsOlderThanAWindow) {
  RecallCanary canary(0.9);
  RecordMany(canary, canary.window(), 10);
  ASSERT_TRUE(canary.allows());
  RecordMany(canary, canary.window(), 0);
  EXPECT_EQ(canary.reading().searches, canary.window());
  EXPECT_EQ(canary.reading().found_all, canary.window());
}

TEST(RecallCanary, TakesAwayAtOnceWhatIsNotShownAnyMore) {
  RecallCanary canary(0.99);
  RecordMany(canary, canary.window(), 0);
  ASSERT_TRUE(canary.allows());
  std::size_t misses = 0;
  RecallChange change = RecallChange::kNone;
  while (change == RecallChange::kNone) {
    change = canary.Record(false);
    ++misses;
  }
  EXPECT_EQ(change, RecallChange::kLost);
  EXPECT_EQ(misses, 13U);
  EXPECT_FALSE(canary.allows());
  EXPECT_EQ(canary.reading().found_all, canary.window() - 13);  // what decided
}

TEST(RecallCanary, HasToEarnAWholeWindowAgainAfterItLost) {
  RecallCanary canary(0.9);
  RecordMany(canary, canary.window(), 0);
  while (canary.allows()) canary.Record(false);
  // The misses above are not held against it, and what it found before does not count for it.
  EXPECT_EQ(canary.Record(true), RecallChange::kNone);
  while (canary.reading().searches < canary.window()) {
    EXPECT_FALSE(canary.allows());
    canary.Record(true);
  }
  EXPECT_TRUE(canary.allows());
}

TEST(RecallCanary, LosesEverythingByOneFailure) {
  RecallCanary canary(0.9);
  RecordMany(canary, canary.window(), 0);
  EXPECT_EQ(canary.Fail(), RecallChange::kLost);
  EXPECT_FALSE(canary.allows());
  EXPECT_EQ(canary.Fail(), RecallChange::kNone);
  canary.Record(true);
  EXPECT_EQ(canary.reading().searches, 1U);
}

TEST(RecallCanary, AimsHigherEachTimeThatTooLittleWasFound) {
  RecallCanary canary(0.9);
  EXPECT_DOUBLE_EQ(canary.aim(), 0.975);
  RecordMany(canary, canary.window(), 20);
  EXPECT_DOUBLE_EQ(canary.aim(), 0.99375);
  RecordMany(canary, canary.window(), 0);
  ASSERT_TRUE(canary.allows());
  EXPECT_DOUBLE_EQ(canary.aim(), 0.99375);
  while (canary.allows()) canary.Record(false);
  EXPECT_DOUBLE_EQ(canary.aim(), 0.9984375);
}

TEST(RecallCanary, NeverMeetsADemandThatItsLargestWindowCannotShow) {
  RecallCanary canary(0.999999);
  EXPECT_EQ(RecordMany(canary, canary.window(), 0), RecallChange::kNotEarned);
  EXPECT_FALSE(canary.allows());
}

}  // namespace
}  // namespace portcullis
