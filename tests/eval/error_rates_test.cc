#include "eval/error_rates.h"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

constexpr float kFailed = std::numeric_limits<float>::infinity();

Comparison Genuine(float distance, std::uint32_t unit = 0) {
  return {unit, unit, Distance{distance}, true};
}
Comparison Impostor(float distance, std::uint32_t unit = 0) {
  return {unit, unit, Distance{distance}, false};
}

// One genuine comparison and one stranger at each of 0.0001, 0.0002, ... 1, genuine closer by 0.5.
std::vector<Comparison> Ramp() {
  std::vector<Comparison> comparisons;
  for (std::uint32_t i = 1; i <= 10000; ++i) {
    const auto distance = static_cast<float>(i) / 10000;
    comparisons.push_back(Genuine(distance, i));
    comparisons.push_back(Impostor(distance + 0.5F, i));
  }
  return comparisons;
}

TEST(BestAccuracy, FindsTheThresholdBetweenTheClasses) {
  const auto best =
      BestAccuracy(std::vector<Comparison>{Genuine(0.2F), Genuine(0.4F), Impostor(0.8F)});
  EXPECT_DOUBLE_EQ(best.accuracy, 1);
  EXPECT_FLOAT_EQ(best.threshold.value, 0.6F);
}

TEST(BestAccuracy, MayAcceptNobody) {
  const auto best =
      BestAccuracy(std::vector<Comparison>{Impostor(0.1F), Impostor(0.2F), Genuine(0.9F)});
  EXPECT_DOUBLE_EQ(best.accuracy, 2.0 / 3);
  EXPECT_LT(best.threshold, Distance{0.1F});
}

TEST(BestAccuracy, CountsAFailureAsNoMatch) {
  const auto best = BestAccuracy(
      std::vector<Comparison>{Genuine(0.2F), Genuine(kFailed), Impostor(0.8F), Impostor(kFailed)});
  EXPECT_DOUBLE_EQ(best.accuracy, 0.75);
}

TEST(CrossValidate, ChoosesEachThresholdWithoutTheFoldItJudges) {
  // Separable but for the first tenth, in which the classes are swapped.
  std::vector<Comparison> comparisons;
  for (int i = 0; i < 100; ++i) {
    comparisons.push_back(Genuine(i < 10 ? 0.9F : 0.1F));
    comparisons.push_back(Impostor(i < 10 ? 0.1F : 0.9F));
  }
  const auto accuracy = CrossValidate(comparisons);
  ASSERT_TRUE(accuracy);
  EXPECT_NEAR(accuracy->mean, 0.9, 1e-12);
  EXPECT_NEAR(accuracy->standard_error, 0.1, 1e-12);
}

TEST(CrossValidate, CutsTheClassesApartWhateverTheirOrder) {
  std::vector<Comparison> comparisons;
  for (int i = 0; i < 60; ++i) comparisons.push_back(Genuine(0.1F));
  for (int i = 0; i < 60; ++i) comparisons.push_back(Impostor(0.9F));
  const auto accuracy = CrossValidate(comparisons);
  ASSERT_TRUE(accuracy);
  EXPECT_DOUBLE_EQ(accuracy->mean, 1);
}

TEST(CrossValidate, SaysNothingOnFewPairs) {
  EXPECT_FALSE(CrossValidate(std::vector<Comparison>(99, Genuine(0.1F))));
  std::vector<Comparison> few_impostors(200, Genuine(0.1F));
  few_impostors.resize(209, Impostor(0.9F));
  EXPECT_FALSE(CrossValidate(few_impostors));
}

TEST(EqualErrorRate, IsWhereBothErrorsMeet) { EXPECT_NEAR(EqualErrorRate(Ramp()), 0.25, 1e-4); }

TEST(EqualErrorRate, IsNoughtForClassesApart) {
  EXPECT_EQ(EqualErrorRate(std::vector<Comparison>{Genuine(0.1F), Impostor(0.9F)}), 0);
}

TEST(FnmrAtFmrLevels, CountsMissesAtTheLargestThresholdThatKeepsTheLevel) {
  const std::array levels = {0.1, 1e-2};
  const auto rates = FnmrAtFmrLevels(Ramp(), levels, 50);
  ASSERT_EQ(rates.size(), 2);
  ASSERT_TRUE(rates[0].supported);
  // 1,000 strangers lie at or below 0.6, so the threshold is just below 0.6001.
  EXPECT_NEAR(rates[0].threshold.value, 0.6001, 1e-5);
  EXPECT_NEAR(rates[0].fnmr.rate(), 0.4, 1e-3);
  EXPECT_NEAR(rates[1].fnmr.rate(), 0.49, 1e-3);
}

TEST(FnmrAtFmrLevels, EnclosesTheRateInItsInterval) {
  const std::array levels = {0.1};
  const RateEstimate fnmr = FnmrAtFmrLevels(Ramp(), levels, 200)[0].fnmr;
  EXPECT_LT(fnmr.low, fnmr.rate());
  EXPECT_GT(fnmr.high, fnmr.rate());
  EXPECT_LT(fnmr.high - fnmr.low, 0.1);
}

TEST(FnmrAtFmrLevels, MeasuresNoLevelThatTheStrangersCannotSupport) {
  std::vector<Comparison> comparisons(2999, Impostor(0.9F));
  comparisons.push_back(Genuine(0.1F));
  const std::array levels = {1e-3, 3.1e-3};
  const auto rates = FnmrAtFmrLevels(comparisons, levels, 20);
  EXPECT_FALSE(rates[0].supported);
  EXPECT_TRUE(rates[1].supported);
}

TEST(FnmrAtFmrLevels, GivesOnlyABoundWhereNothingWasMissed) {
  std::vector<Comparison> comparisons;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    comparisons.push_back(Genuine(0.1F, i));
    comparisons.push_back(Impostor(0.9F, i));
  }
  const std::array levels = {0.1};
  const RateEstimate fnmr = FnmrAtFmrLevels(comparisons, levels, 50)[0].fnmr;
  EXPECT_TRUE(fnmr.is_bound_only());
  EXPECT_EQ(fnmr.errors, 0);
  EXPECT_GE(fnmr.high, 3e-3);
  EXPECT_LT(fnmr.high, 4e-3);
}

TEST(FnmrAtFmrLevels, MissesEveryGenuineComparisonThatFailed) {
  std::vector<Comparison> comparisons(1000, Impostor(kFailed));
  for (int i = 0; i < 8; ++i) comparisons.push_back(Genuine(0.1F));
  for (int i = 0; i < 4; ++i) comparisons.push_back(Genuine(kFailed));
  const std::array levels = {0.1};
  const RateEstimate fnmr = FnmrAtFmrLevels(comparisons, levels, 20)[0].fnmr;
  EXPECT_EQ(fnmr.errors, 4);
  EXPECT_EQ(fnmr.trials, 12);
}

TEST(MeasureAtThresholds, CountsBothErrorsAtThresholdsFromElsewhere) {
  const auto rates = MeasureAtThresholds(Ramp(), {Distance{0.55F}, Distance{0.75F}}, 50);
  ASSERT_EQ(rates.size(), 2);
  EXPECT_NEAR(rates[0].fmr.rate(), 0.05, 1e-3);
  EXPECT_NEAR(rates[0].fnmr.rate(), 0.45, 1e-3);
  EXPECT_NEAR(rates[1].fmr.rate(), 0.25, 1e-3);
  EXPECT_LT(rates[1].fmr.low, 0.25);
  EXPECT_GT(rates[1].fmr.high, 0.25);
}

TEST(MeasureAtThresholds, CountsAFailureAsMissedAndAsNoFalseMatch) {
  const auto rates = MeasureAtThresholds(
      std::vector<Comparison>{Genuine(kFailed), Genuine(0.1F), Impostor(kFailed)}, {Distance{9}},
      10);
  EXPECT_EQ(rates[0].fnmr.errors, 1);
  EXPECT_EQ(rates[0].fmr.errors, 0);
}

}  // namespace
}  // namespace portcullis
