#include "server/policy_effect_conversions.h"

#include <algorithm>
#include <utility>

#include "gtest/gtest.h"
#include "tests/fakes/fake_calibration.h"

namespace portcullis::testing {
namespace {

/// The fake table with an interval of 0.1 to either side of each measured share of misses.
Calibration WithIntervals() {
  CalibrationTable table = FakeCalibration().table();
  for (CalibrationKnot& knot : table.knots) {
    knot.fnmr_low = std::max(knot.fnmr - 0.1, 1e-4);
    knot.fnmr_high = std::min(knot.fnmr + 0.1, 1.0);
    knot.log10_likelihood_ratio_low = knot.log10_likelihood_ratio - 0.5;
    knot.log10_likelihood_ratio_high = knot.log10_likelihood_ratio + 0.5;
  }
  table.identification = {{.entries = 1000,
                           .fpir = 0.01,
                           .fnir = 0.3,
                           .fnir_low = 0.25,
                           .fnir_high = 0.35,
                           .mated_searches = 400,
                           .non_mated_searches = 900}};
  return *Calibration::Create(std::move(table));
}

const ListSize kList{.list = ListId{"demo"}, .entries = 1, .references = 1};

TEST(ThresholdsOf, TellTheIntervalWhereTheTableHasIt) {
  // Review at distance 30, half of the way from 20 (0.5 missed) to 40 (0.1 missed).
  const v1::ListThresholds thresholds = ThresholdsOf(kList, Policy(), WithIntervals());
  EXPECT_NEAR(thresholds.review().fnmr(), 0.3, 1e-6);
  EXPECT_NEAR(thresholds.review().fnmr_lower(), 0.2 + 1e-4 / 2, 1e-6);
  EXPECT_NEAR(thresholds.review().fnmr_upper(), 0.4, 1e-6);
}

TEST(ThresholdsOf, TellNoIntervalThatNobodyMeasured) {
  const v1::ListThresholds thresholds = ThresholdsOf(kList, Policy(), FakeCalibration());
  EXPECT_NEAR(thresholds.review().fnmr(), 0.3, 1e-6);
  EXPECT_FALSE(thresholds.review().has_fnmr_lower());
  EXPECT_FALSE(thresholds.review().has_fnmr_upper());
}

TEST(ThresholdsOf, SayWhenAListIsTooLongForItsTarget) {
  // 0.001 in one search of n references; 3,000,000 comparisons support 1e-6 in one.
  const Policy policy;
  EXPECT_FALSE(ThresholdsOf({ListId{"demo"}, 1000, 1000}, policy, FakeCalibration())
                   .alert()
                   .finer_than_measured());
  const v1::ListThresholds longer =
      ThresholdsOf({ListId{"demo"}, 1001, 1001}, policy, FakeCalibration());
  EXPECT_TRUE(longer.alert().finer_than_measured());
  EXPECT_FALSE(longer.review().finer_than_measured());
}

TEST(ThresholdsOf, AreThoseOfOneReferenceForAnEmptyList) {
  const v1::ListThresholds thresholds =
      ThresholdsOf({ListId{"demo"}, 0, 0}, Policy(), FakeCalibration());
  EXPECT_EQ(thresholds.references(), 0);
  EXPECT_NEAR(thresholds.review().distance(), 30, 1e-3);
}

TEST(ToProtoOfATable, TellsEverythingThatTheTableStates) {
  const Calibration calibration = WithIntervals();
  const v1::CalibrationTable table = ToProto(calibration.table(), calibration.finest_fmr());
  EXPECT_NEAR(table.knots(1).fnmr_lower(), 0.4, 1e-9);
  EXPECT_NEAR(table.knots(1).fnmr_upper(), 0.6, 1e-9);
  EXPECT_NEAR(table.knots(1).log10_likelihood_ratio_lower(), 1.5, 1e-9);
  EXPECT_NEAR(table.knots(1).log10_likelihood_ratio_upper(), 2.5, 1e-9);
  ASSERT_EQ(table.identification_size(), 1);
  EXPECT_EQ(table.identification(0).entries(), 1000);
  EXPECT_EQ(table.identification(0).fnir_upper(), 0.35);
  EXPECT_EQ(table.identification(0).non_mated_searches(), 900);
  const v1::CalibrationTable plain =
      ToProto(FakeCalibration().table(), FakeCalibration().finest_fmr());
  EXPECT_FALSE(plain.knots(1).has_fnmr_lower());
  EXPECT_FALSE(plain.knots(1).has_log10_likelihood_ratio_lower());
}

}  // namespace
}  // namespace portcullis::testing
