#include "matcher/scoring/people_bootstrap.h"

#include <limits>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matcher/scoring/synthetic_comparisons.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using testing::SyntheticComparisons;

constexpr float kNoEmbedding = std::numeric_limits<float>::infinity();

TEST(PeopleBootstrap, CountsWhatWasMeasuredAtOrBelowEachDistance) {
  const std::vector<Comparison> comparisons = {
      {0, 1, Distance{0.2F}, false}, {0, 2, Distance{0.5F}, false}, {1, 2, Distance{0.9F}, false},
      {0, 0, Distance{0.1F}, true},  {1, 1, Distance{0.5F}, true},
  };
  const PeopleBootstrap bootstrap(comparisons, {Distance{0.2F}, Distance{0.5F}}, 1);
  const ComparisonCounts counts = bootstrap.Measured();
  EXPECT_THAT(counts.impostors_at_or_below, ElementsAre(1, 2));
  EXPECT_THAT(counts.genuine_at_or_below, ElementsAre(1, 2));
  EXPECT_EQ(counts.impostors, 3);
  EXPECT_EQ(counts.genuine, 2);
}

TEST(PeopleBootstrap, CountsAFailureAsFartherThanEverything) {
  const std::vector<Comparison> comparisons = {{0, 0, Distance{kNoEmbedding}, true},
                                               {0, 0, Distance{0.1F}, true}};
  const ComparisonCounts counts = PeopleBootstrap(comparisons, {Distance{1e30F}}, 1).Measured();
  EXPECT_THAT(counts.genuine_at_or_below, ElementsAre(1));
  EXPECT_EQ(counts.genuine, 2);
}

TEST(PeopleBootstrap, GivesTheSameReplicatesForTheSameSeed) {
  const auto comparisons = SyntheticComparisons(20, 2, 0.1, 3);
  PeopleBootstrap first(comparisons, {Distance{0.1F}, Distance{0.3F}}, 42);
  PeopleBootstrap second(comparisons, {Distance{0.1F}, Distance{0.3F}}, 42);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(first.Next().impostors_at_or_below, second.Next().impostors_at_or_below);
  }
}

TEST(PeopleBootstrap, WeighsAComparisonByHowOftenBothOfItsPeopleWereDrawn) {
  // Two people: (2, 0) and (0, 2) leave no stranger, (1, 1) leaves the one there is. A person drawn
  // twice counts twice, but two copies of one person are never strangers.
  const std::vector<Comparison> comparisons = {
      {0, 1, Distance{0.2F}, false}, {0, 0, Distance{0.1F}, true}, {1, 1, Distance{0.1F}, true}};
  PeopleBootstrap bootstrap(comparisons, {Distance{0.5F}}, 5);
  bool saw_strangers = false;
  bool saw_none = false;
  for (int i = 0; i < 50; ++i) {
    const ComparisonCounts counts = bootstrap.Next();
    EXPECT_EQ(counts.genuine, 2);
    saw_strangers |= counts.impostors == 1;
    saw_none |= counts.impostors == 0;
  }
  EXPECT_TRUE(saw_strangers);
  EXPECT_TRUE(saw_none);
}

TEST(PeopleBootstrap, SpreadsWiderThanIndependentComparisonsWould) {
  // Person 0 is close to everyone, nobody else is close to anyone: the 59 close comparisons are one
  // accident, not 59. Drawn k times, person 0 brings k times as many.
  std::vector<Comparison> comparisons;
  for (std::uint32_t p = 0; p < 60; ++p) {
    for (std::uint32_t q = p + 1; q < 60; ++q) {
      comparisons.push_back({p, q, Distance{p == 0 ? 0.1F : 0.9F}, false});
    }
  }
  PeopleBootstrap bootstrap(comparisons, {Distance{0.5F}}, 9);
  std::vector<double> rates;
  for (int i = 0; i < 400; ++i) {
    const ComparisonCounts counts = bootstrap.Next();
    rates.push_back(counts.impostors_at_or_below[0] / counts.impostors);
  }
  const double measured = 59.0 / static_cast<double>(comparisons.size());
  EXPECT_GT(Quantile(rates, 0.95), 2.5 * measured);
  EXPECT_EQ(Quantile(rates, 0.05), 0);
}

TEST(Quantile, IsTheSmallestValueThatTheShareDoesNotExceed) {
  const std::vector<double> values = {5, 1, 4, 2, 3};
  EXPECT_EQ(Quantile(values, 0), 1);
  EXPECT_EQ(Quantile(values, 0.2), 1);
  EXPECT_EQ(Quantile(values, 0.5), 3);
  EXPECT_EQ(Quantile(values, 0.95), 5);
  EXPECT_EQ(Quantile(values, 1), 5);
}

}  // namespace
}  // namespace portcullis
