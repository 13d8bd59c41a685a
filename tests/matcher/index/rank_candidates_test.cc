#include "matcher/index/rank_candidates.h"

#include <array>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(RankCandidates, KeepsTheNearestReferenceOfEachEntry) {
  const std::array references = {RankedReference{EntryId{2}, ReferenceId{20}, 9.0},
                                 RankedReference{EntryId{1}, ReferenceId{10}, 4.0},
                                 RankedReference{EntryId{2}, ReferenceId{21}, 1.0}};
  const auto candidates = RankCandidates(references, 10);
  ASSERT_EQ(candidates.size(), 2U);
  EXPECT_EQ(candidates[0].nearest_reference, ReferenceId{21});
  EXPECT_EQ(candidates[0].distance.value, 1.0F);
  EXPECT_EQ(candidates[1].entry, EntryId{1});
  EXPECT_EQ(candidates[1].distance.value, 2.0F);
}

TEST(RankCandidates, TreatsDistancesThatAreToldAlikeAsEqual) {
  const std::array references = {RankedReference{EntryId{2}, ReferenceId{20}, 1.0},
                                 RankedReference{EntryId{1}, ReferenceId{10}, 1.0 + 1e-12}};
  const auto candidates = RankCandidates(references, 1);
  ASSERT_EQ(candidates.size(), 1U);
  EXPECT_EQ(candidates[0].entry, EntryId{1});
}

TEST(RankCandidates, ReturnsNothingForNothing) { EXPECT_TRUE(RankCandidates({}, 5).empty()); }

TEST(SquaredDistance, IsTheSumOfSquaredDifferences) {
  const float a[] = {1, 2, 3};
  const float b[] = {1, 4, 0};
  EXPECT_EQ(SquaredDistance(a, b), 13.0);
}

}  // namespace
}  // namespace portcullis
