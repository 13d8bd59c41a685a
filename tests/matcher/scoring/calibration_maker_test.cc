#include "matcher/scoring/calibration_maker.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "matcher/scoring/binomial_bound.h"
#include "matcher/scoring/calibration.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/scoring/synthetic_comparisons.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::SyntheticComparisons;

const CalibrationSource kSource{
    {"model", "0123456789abcdef", "alignment-v1"}, "made up", "2026-01-31", 40, 160, 3};
constexpr CalibrationMakerOptions kQuick{100, 1};

CalibrationTable Make(const std::vector<Comparison>& comparisons) {
  const auto table = MakeCalibrationTable(kSource, comparisons, kQuick);
  EXPECT_OK(table);
  return *table;
}

double ImpostorShare(const std::vector<Comparison>& comparisons, Distance distance) {
  double close = 0;
  double all = 0;
  for (const Comparison& comparison : comparisons) {
    if (comparison.genuine) continue;
    all += 1;
    if (comparison.distance <= distance) close += 1;
  }
  return close / all;
}

TEST(MakeCalibrationTable, KeepsThePromisesOfATable) {
  for (const double spread : {0.001, 0.05, 0.2, 1.0}) {
    EXPECT_OK(Calibration::Create(Make(SyntheticComparisons(40, 4, spread, 11)))) << spread;
  }
}

TEST(MakeCalibrationTable, SaysWhereItsNumbersComeFrom) {
  const auto comparisons = SyntheticComparisons(40, 4, 0.05, 11);
  const CalibrationTable table = Make(comparisons);
  EXPECT_EQ(table.model, kSource.model);
  EXPECT_EQ(table.data_set, "made up");
  EXPECT_EQ(table.people, 40);
  EXPECT_EQ(table.images, 160);
  EXPECT_EQ(table.failures_to_enrol, 3);
  EXPECT_EQ(table.genuine_comparisons, 40 * 6);
  EXPECT_EQ(table.impostor_comparisons, 160 * 159 / 2 - 40 * 6);
}

TEST(MakeCalibrationTable, StartsAtTheClosestStrangerAndEndsAtTheFarthest) {
  const auto comparisons = SyntheticComparisons(40, 4, 0.05, 11);
  const CalibrationTable table = Make(comparisons);
  const double one = 1.0 / static_cast<double>(table.impostor_comparisons);
  EXPECT_NEAR(ImpostorShare(comparisons, table.knots.front().distance), one, 1e-12);
  EXPECT_DOUBLE_EQ(table.knots.back().fmr, 1);
  EXPECT_LE(table.knots.size(), 200);
}

TEST(MakeCalibrationTable, RatesAreThoseCountedAboveTheTail) {
  const auto comparisons = SyntheticComparisons(40, 4, 0.05, 11);
  const CalibrationTable table = Make(comparisons);
  const double tail = 500 / static_cast<double>(table.impostor_comparisons);
  for (const CalibrationKnot& knot : table.knots) {
    const double share = ImpostorShare(comparisons, knot.distance);
    if (share <= tail) continue;
    EXPECT_NEAR(knot.fmr, share, 1e-6);
  }
}

TEST(MakeCalibrationTable, TailIsSmoothNearWhatWasCountedAndNeverFinerThanTheRuleOfThree) {
  const auto comparisons = SyntheticComparisons(100, 4, 0.05, 11);
  const CalibrationTable table = Make(comparisons);
  const auto all = static_cast<double>(table.impostor_comparisons);
  int in_tail = 0;
  for (const CalibrationKnot& knot : table.knots) {
    const double share = ImpostorShare(comparisons, knot.distance);
    EXPECT_GE(knot.fmr, 3 / all);
    if (share * all < 100 || share * all >= 500) continue;  // fewer than 100 scatter themselves
    EXPECT_NEAR(knot.fmr / share, 1, 0.25) << knot.distance.value;
    ++in_tail;
  }
  EXPECT_GE(in_tail, 5);
}

TEST(MakeCalibrationTable, SmoothsAwayALonelyPairThatIsFarCloserThanAllOthers) {
  // One stranger in 79,200 is nearly identical: an empirical curve would stay flat from there up to
  // the next stranger.
  std::vector<Comparison> comparisons = SyntheticComparisons(100, 4, 0.05, 11);
  for (Comparison& comparison : comparisons) {
    if (!comparison.genuine) comparison.distance.value += 0.2F;
  }
  const auto stranger = std::find_if(comparisons.begin(), comparisons.end(),
                                     [](const Comparison& c) { return !c.genuine; });
  stranger->distance.value = 0.01F;
  const CalibrationTable table = Make(comparisons);
  EXPECT_FLOAT_EQ(table.knots.front().distance.value, 0.01F);
  EXPECT_DOUBLE_EQ(table.knots.front().fmr, 3.0 / static_cast<double>(table.impostor_comparisons));
}

TEST(MakeCalibrationTable, EveryNumberLiesInItsIntervalAndMorePeopleNarrowIt) {
  const auto width = [](const CalibrationTable& table) {
    double widest = 0;
    for (const CalibrationKnot& knot : table.knots) {
      EXPECT_LE(knot.fnmr_low, knot.fnmr);
      EXPECT_GE(knot.fnmr_high, knot.fnmr);
      EXPECT_LE(knot.log10_likelihood_ratio_low, knot.log10_likelihood_ratio);
      EXPECT_GE(knot.log10_likelihood_ratio_high, knot.log10_likelihood_ratio);
      EXPECT_TRUE(std::isfinite(knot.log10_likelihood_ratio_low));
      EXPECT_TRUE(std::isfinite(knot.log10_likelihood_ratio_high));
      widest = std::max(widest, knot.fnmr_high - knot.fnmr_low);
    }
    return widest;
  };
  const double few = width(Make(SyntheticComparisons(20, 4, 0.05, 11)));
  const double many = width(Make(SyntheticComparisons(160, 4, 0.05, 11)));
  EXPECT_GT(few, 0.05);
  EXPECT_LT(many, few);
}

TEST(MakeCalibrationTable, UpperRateIsNeverBelowTheBoundOfTheCount) {
  const auto comparisons = SyntheticComparisons(40, 4, 0.05, 11);
  const CalibrationTable table = Make(comparisons);
  const auto all = static_cast<double>(table.impostor_comparisons);
  for (const CalibrationKnot& knot : table.knots) {
    const auto errors =
        static_cast<std::uint64_t>(std::lround(ImpostorShare(comparisons, knot.distance) * all));
    EXPECT_GE(knot.fmr_upper, UpperRateBound(errors, table.impostor_comparisons) * (1 - 1e-5));
  }
}

TEST(MakeCalibrationTable, ClaimsNoLargerRatioThanTheComparisonsSupport) {
  // Every genuine comparison is far closer than every stranger.
  const CalibrationTable table = Make(SyntheticComparisons(40, 4, 1e-6, 11));
  const double most = std::log10(static_cast<double>(table.impostor_comparisons) / 3);
  const double least = -std::log10(static_cast<double>(table.genuine_comparisons) / 3);
  EXPECT_LE(table.knots.front().log10_likelihood_ratio, most);
  EXPECT_GT(table.knots.front().log10_likelihood_ratio, most - 0.2);
  EXPECT_GE(table.knots.back().log10_likelihood_ratio, least);
}

TEST(MakeCalibrationTable, FindsNothingToTellApartWhereThereIsNothing) {
  // Images that say nothing about who is in them.
  std::vector<Comparison> comparisons = SyntheticComparisons(60, 3, 0, 4);
  std::mt19937 random(5);
  for (Comparison& comparison : comparisons) {
    comparison.distance.value = static_cast<float>(random() % 1000) / 1000.0F;
  }
  for (const CalibrationKnot& knot : Make(comparisons).knots) {
    EXPECT_NEAR(knot.log10_likelihood_ratio, 0, 0.3) << knot.distance.value;
  }
}

TEST(MakeCalibrationTable, DoesNotTakeThreeLuckyGenuineComparisonsForEvidence) {
  std::vector<Comparison> comparisons = SyntheticComparisons(60, 3, 0, 4);
  std::mt19937 random(5);
  int lucky = 0;
  for (Comparison& comparison : comparisons) {
    const bool is_lucky = comparison.genuine && lucky < 3;
    lucky += is_lucky ? 1 : 0;
    comparison.distance.value =
        is_lucky ? 0.0001F : 0.1F + static_cast<float>(random() % 1000) / 1000.0F;
  }
  EXPECT_NEAR(Make(comparisons).knots.front().log10_likelihood_ratio, 0, 0.3);
}

TEST(MakeCalibrationTable, IsDeterministic) {
  const auto comparisons = SyntheticComparisons(40, 4, 0.05, 11);
  const CalibrationTable first = Make(comparisons);
  const CalibrationTable second = Make(comparisons);
  ASSERT_EQ(first.knots.size(), second.knots.size());
  for (std::size_t i = 0; i < first.knots.size(); ++i) {
    EXPECT_EQ(first.knots[i].fmr_upper, second.knots[i].fmr_upper);
    EXPECT_EQ(first.knots[i].fnmr_low, second.knots[i].fnmr_low);
    EXPECT_EQ(first.knots[i].log10_likelihood_ratio_low,
              second.knots[i].log10_likelihood_ratio_low);
  }
}

TEST(MakeCalibrationTable, RefusesComparisonsThatSupportNothing) {
  const float infinite = std::numeric_limits<float>::infinity();
  const std::vector<Comparison> genuine = {
      {0, 0, Distance{0.1F}, true}, {1, 1, Distance{0.2F}, true}, {2, 2, Distance{0.3F}, true}};
  const std::vector<Comparison> impostors = {
      {0, 1, Distance{0.7F}, false}, {0, 2, Distance{0.8F}, false}, {1, 2, Distance{0.9F}, false}};
  const auto with = [](std::vector<Comparison> all, const std::vector<Comparison>& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const auto refused = FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid);
  EXPECT_OK(MakeCalibrationTable(kSource, with(genuine, impostors), kQuick));
  EXPECT_THAT(MakeCalibrationTable(kSource, {}, kQuick), refused);
  EXPECT_THAT(MakeCalibrationTable(kSource, genuine, kQuick), refused);
  EXPECT_THAT(MakeCalibrationTable(kSource, impostors, kQuick), refused);
  EXPECT_THAT(
      MakeCalibrationTable(
          kSource, with(genuine, with(impostors, {{1, 2, Distance{infinite}, false}})), kQuick),
      refused);
  const std::vector<Comparison> same(3, {0, 1, Distance{0.7F}, false});
  EXPECT_THAT(MakeCalibrationTable(kSource, with(genuine, same), kQuick), refused);
}

}  // namespace
}  // namespace portcullis
