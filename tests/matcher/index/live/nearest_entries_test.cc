#include "matcher/index/live/nearest_entries.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "matcher/index/rank_candidates.h"

namespace portcullis {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(NearestEntries, WantsEverythingUntilThereAreEnough) {
  NearestEntries nearest(2);
  nearest.Offer(EntryId{1}, ReferenceId{1}, 4);
  nearest.Offer(EntryId{1}, ReferenceId{2}, 1);
  EXPECT_EQ(nearest.squared_radius(), kInfinity);
  nearest.Offer(EntryId{2}, ReferenceId{3}, 9);
  EXPECT_GE(nearest.squared_radius(), 9);
  EXPECT_LT(nearest.squared_radius(), 9.00001);
}

TEST(NearestEntries, WantsNothingWhenNobodyIsAskedFor) {
  NearestEntries nearest(0);
  EXPECT_LT(nearest.squared_radius(), 0);
  nearest.Offer(EntryId{1}, ReferenceId{1}, 0);
  EXPECT_TRUE(nearest.Ranked().empty());
}

TEST(NearestEntries, StillWantsWhoIsToldToBeAsFarAsTheFarthest) {
  NearestEntries nearest(1);
  nearest.Offer(EntryId{9}, ReferenceId{9}, 1.0);
  const double told_alike = 1.0 + 1e-12;
  EXPECT_GE(nearest.squared_radius(), told_alike);
  nearest.Offer(EntryId{3}, ReferenceId{3}, told_alike);
  EXPECT_EQ(nearest.Ranked().at(0).entry, EntryId{3});
}

TEST(NearestEntries, TakesAnEntryBackThatFellOut) {
  NearestEntries nearest(1);
  nearest.Offer(EntryId{1}, ReferenceId{10}, 4);
  nearest.Offer(EntryId{2}, ReferenceId{20}, 3);
  nearest.Offer(EntryId{1}, ReferenceId{11}, 2);
  ASSERT_EQ(nearest.Ranked().size(), 1U);
  EXPECT_EQ(nearest.Ranked()[0].nearest_reference, ReferenceId{11});
}

/// Few distances, so that ties are everywhere.
TEST(NearestEntries, EndsWithWhatRankingEverythingGives) {
  std::mt19937 random(20261128);  // NOLINT: the same in every run
  for (int round = 0; round < 500; ++round) {
    std::vector<RankedReference> references;
    const std::size_t count = random() % 60;
    for (std::size_t i = 0; i < count; ++i) {
      references.push_back({EntryId{static_cast<std::int64_t>(random() % 20)},
                            ReferenceId{static_cast<std::int64_t>(i * 7919 % 61)},
                            static_cast<double>(random() % 6) * 0.5});
    }
    const std::size_t wanted = random() % 25;
    NearestEntries nearest(wanted);
    double radius = nearest.squared_radius();
    for (const RankedReference& reference : references) {
      // As a scan does, which leaves out what is farther than the radius.
      if (reference.squared_distance > radius) continue;
      nearest.Offer(reference.entry, reference.reference, reference.squared_distance);
      EXPECT_LE(nearest.squared_radius(), radius);
      radius = nearest.squared_radius();
    }
    const auto expected = RankCandidates(references, wanted);
    const auto actual = nearest.Ranked();
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(actual[i].entry, expected[i].entry);
      EXPECT_EQ(actual[i].nearest_reference, expected[i].nearest_reference);
      EXPECT_EQ(actual[i].distance, expected[i].distance);
    }
  }
}

}  // namespace
}  // namespace portcullis
