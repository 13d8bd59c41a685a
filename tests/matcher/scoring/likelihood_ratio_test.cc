#include "matcher/scoring/likelihood_ratio.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(Log10LikelihoodRatios, AreThoseWorkedByHand) {
  // 1,000 strangers, of whom 10, 100 and 1,000 lie within; 103 genuine, 53, 83 and 103. Three are
  // moved beyond: shares of genuine 50, 30 and 20 (and 3 beyond) of 103; of strangers 3 added, then
  // 10, 90 and 900 of 1,000. The added strangers pool with the first bin: (50 / 103) / (13 / 1000).
  // The last bin pools with what is beyond: (23 / 103) / (900 / 1000).
  const ComparisonCounts counts{.impostors_at_or_below = {10, 100, 1000},
                                .genuine_at_or_below = {53, 83, 103},
                                .impostors = 1000,
                                .genuine = 103};
  const std::vector<Distance> distances = {Distance{1}, Distance{2}, Distance{4}};
  const double first = std::log10(50.0 / 103 / 0.013);   // at distance 1
  const double second = std::log10(30.0 / 103 / 0.090);  // in the middle of 1 and 2
  const double third = std::log10(23.0 / 103 / 0.900);   // in the middle of 2 and 4
  const std::vector<double> ratios = Log10LikelihoodRatios(distances, counts);
  ASSERT_EQ(ratios.size(), 3);
  EXPECT_NEAR(ratios[0], first, 1e-12);
  EXPECT_NEAR(ratios[1], second + (third - second) * 0.5 / 1.5, 1e-12);
  EXPECT_NEAR(ratios[2], third, 1e-12);
}

TEST(Log10LikelihoodRatios, PoolWhereStrangersComeCloserThanTheGenuine) {
  const ComparisonCounts counts{.impostors_at_or_below = {500, 500, 1000},
                                .genuine_at_or_below = {13, 103, 103},
                                .impostors = 1000,
                                .genuine = 103};
  const std::vector<Distance> distances = {Distance{1}, Distance{2}, Distance{4}};
  const std::vector<double> ratios = Log10LikelihoodRatios(distances, counts);
  EXPECT_NEAR(ratios[0], std::log10(100.0 / 103 / 0.503), 1e-12);
  EXPECT_LT(ratios[2], ratios[0]);
}

TEST(Log10LikelihoodRatios, StayWithinTheRuleOfThreeWhereTheClassesDoNotOverlap) {
  const ComparisonCounts counts{.impostors_at_or_below = {0, 1000},
                                .genuine_at_or_below = {300, 300},
                                .impostors = 1000,
                                .genuine = 300};
  const std::vector<double> ratios = Log10LikelihoodRatios({Distance{1}, Distance{2}}, counts);
  EXPECT_NEAR(ratios[0], std::log10(1000.0 / 3), 0.02);
  EXPECT_LE(ratios[0], std::log10(1000.0 / 3));
  EXPECT_GE(ratios[1], std::log10(3.0 / 300));
}

}  // namespace
}  // namespace portcullis
