#include "matcher/scoring/calibration.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/scoring/sample_table.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::SampleTable;

constexpr SearchSize kOne{1, 1};

Calibration Sample() { return *Calibration::Create(SampleTable()); }

TEST(Calibration, GivesTheMeasuredNumbersAtAKnot) {
  const MatchScore score = Sample().Score(Distance{0.5F}, kOne, 0.5);
  EXPECT_DOUBLE_EQ(score.fmr, 0.010);
  EXPECT_DOUBLE_EQ(score.fmr_upper, 0.015);
  EXPECT_DOUBLE_EQ(score.log10_likelihood_ratio, 1.0);
  EXPECT_FALSE(score.beyond_measured_range);
}

TEST(Calibration, InterpolatesTheLogarithmOfARateBetweenKnots) {
  const MatchScore score = Sample().Score(Distance{0.4F}, kOne, 0.5);
  EXPECT_NEAR(score.fmr, std::sqrt(0.001 * 0.010), 1e-8);
  EXPECT_NEAR(score.fmr_upper, std::sqrt(0.002 * 0.015), 1e-8);
  EXPECT_NEAR(score.log10_likelihood_ratio, 1.75, 1e-6);
}

TEST(Calibration, ClaimsNoMoreThanTheRuleOfThreeWhereNoStrangerWasMeasured) {
  const MatchScore score = Sample().Score(Distance{0.1F}, kOne, 0.5);
  EXPECT_TRUE(score.beyond_measured_range);
  EXPECT_DOUBLE_EQ(score.fmr, 0.001);
  EXPECT_DOUBLE_EQ(score.fmr_upper, 0.001);
  EXPECT_DOUBLE_EQ(score.log10_likelihood_ratio, 2.5);
}

TEST(Calibration, KnowsHowFarStrangersAreInTheMean) {
  // Shares of strangers by their distance: 1e-5 at 10, 0.00099 between 10 and 20, 0.099 between 20
  // and 40, 0.9 between 40 and 80.
  const double expected = 1e-5 * 100 + 0.00099 * 225 + 0.099 * 900 + 0.9 * 3600;
  EXPECT_NEAR(testing::FakeCalibration().MeanSquareOfStrangers(), expected, 1e-9);
}

TEST(Calibration, ExpectsEveryStrangerBeyondTheLastKnot) {
  EXPECT_DOUBLE_EQ(Sample().Score(Distance{1.2F}, kOne, 0.5).fmr, 1);
  EXPECT_DOUBLE_EQ(Sample().Score(Distance{1.2F}, kOne, 0.5).log10_likelihood_ratio, -2.0);
}

TEST(Calibration, ScoresADistanceThatIsNotANumberLikeTheFarthest) {
  const Distance broken{std::numeric_limits<float>::quiet_NaN()};
  const MatchScore score = Sample().Score(broken, kOne, 0.5);
  EXPECT_DOUBLE_EQ(score.fmr, 1);
  EXPECT_FALSE(score.beyond_measured_range);
  EXPECT_LT(score.confidence, 0.02);
}

TEST(Calibration, ExpectsFalseAlarmsInProportionToTheReferencesSearched) {
  const MatchScore score = Sample().Score(Distance{0.5F}, SearchSize{100, 250}, 0.5);
  EXPECT_DOUBLE_EQ(score.expected_false_alarms, 2.5);
}

TEST(Calibration, ConfidenceIsThePosteriorOfOneEntryUnderASharedPrior) {
  // Prior odds 0.2/100/0.8 = 1/400, likelihood ratio 10.
  const MatchScore score = Sample().Score(Distance{0.5F}, SearchSize{100, 250}, 0.2);
  EXPECT_NEAR(score.confidence, 10.0 / 410.0, 1e-12);
}

TEST(Calibration, TakesIntoAccountThatTheNearestOfSeveralReferencesIsTheLuckiest) {
  // At 0.5 one stranger in 100 comes as close, and 15 in 1,000 at most.
  const SearchSize three{.entries = 1, .references = 3, .entry_references = 3};
  const MatchScore score = Sample().Score(Distance{0.5F}, three, 0.5);
  EXPECT_NEAR(score.fmr, 1 - 0.99 * 0.99 * 0.99, 1e-12);
  EXPECT_NEAR(score.fmr_upper, 1 - 0.985 * 0.985 * 0.985, 1e-12);
  EXPECT_NEAR(score.log10_likelihood_ratio, 1 - std::log10(3.0), 1e-12);
  EXPECT_NEAR(score.confidence, 10.0 / 3 / (1 + 10.0 / 3), 1e-12);
  EXPECT_DOUBLE_EQ(score.expected_false_alarms, 0.03);
}

TEST(Calibration, IsCertainOfAStrangerBeyondEverythingWhateverTheNumberOfReferences) {
  const SearchSize many{.entries = 1, .references = 9, .entry_references = 9};
  EXPECT_DOUBLE_EQ(Sample().Score(Distance{2}, many, 0.5).fmr, 1);
}

TEST(Calibration, EveryNumberIsMonotoneInTheDistance) {
  const Calibration calibration = Sample();
  MatchScore before = calibration.Score(Distance{0}, SearchSize{50, 60}, 0.01);
  for (int step = 1; step <= 1500; ++step) {
    const Distance distance{static_cast<float>(step) / 1000.0F};
    const MatchScore score = calibration.Score(distance, SearchSize{50, 60}, 0.01);
    ASSERT_GE(score.fmr, before.fmr) << distance.value;
    ASSERT_GE(score.fmr_upper, before.fmr_upper) << distance.value;
    ASSERT_GE(score.expected_false_alarms, before.expected_false_alarms) << distance.value;
    ASSERT_LE(score.log10_likelihood_ratio, before.log10_likelihood_ratio) << distance.value;
    ASSERT_LE(score.confidence, before.confidence) << distance.value;
    ASSERT_GE(score.fmr_upper, score.fmr) << distance.value;
    ASSERT_GE(score.fmr, calibration.finest_fmr()) << distance.value;
    ASSERT_GE(score.confidence, 0);
    ASSERT_LE(score.confidence, 1);
    before = score;
  }
}

TEST(Calibration, DistanceAtFmrIsTheLargestDistanceWithThatFmr) {
  const Calibration calibration = Sample();
  for (double fmr = 0.001; fmr < 0.99; fmr *= 1.07) {
    const Distance distance = calibration.DistanceAtFmr(fmr);
    EXPECT_LE(calibration.Score(distance, kOne, 0.5).fmr, fmr);
    EXPECT_GT(calibration.Score(Distance{distance.value + 1e-5F}, kOne, 0.5).fmr, fmr);
  }
}

TEST(Calibration, DistanceAtAnUnsupportedFmrKeepsOutEveryMeasuredStranger) {
  const Calibration calibration = Sample();
  const Distance distance = calibration.DistanceAtFmr(1e-9);
  EXPECT_LT(distance, Distance{0.3F});
  EXPECT_FLOAT_EQ(distance.value, 0.3F);
  EXPECT_TRUE(calibration.Score(distance, kOne, 0.5).beyond_measured_range);
}

TEST(Calibration, DistanceAtFmrOneIsTheLastKnot) {
  EXPECT_EQ(Sample().DistanceAtFmr(1), Distance{1.1F});
}

TEST(Calibration, TellsTheShareOfGenuineComparisonsMissedAtADistance) {
  const Calibration calibration = Sample();
  EXPECT_DOUBLE_EQ(calibration.FnmrAt(Distance{0}), 1);
  EXPECT_NEAR(calibration.FnmrAt(Distance{0.15F}), 0.6, 1e-6);
  EXPECT_DOUBLE_EQ(calibration.FnmrAt(Distance{0.5F}), 0.10);
  EXPECT_NEAR(calibration.FnmrAt(Distance{0.6F}), 0.075, 1e-6);
  EXPECT_DOUBLE_EQ(calibration.FnmrAt(Distance{2}), 0.01);
}

struct BrokenTable {
  std::string what;
  std::function<void(CalibrationTable&)> damage;
};

TEST(Calibration, RefusesATableThatBreaksItsPromises) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const BrokenTable cases[] = {
      {"one knot", [](CalibrationTable& t) { t.knots.resize(1); }},
      {"too few comparisons", [](CalibrationTable& t) { t.impostor_comparisons = 2; }},
      {"distance negative", [](CalibrationTable& t) { t.knots[0].distance.value = -0.1F; }},
      {"distance repeated", [](CalibrationTable& t) { t.knots[1].distance = Distance{0.3F}; }},
      {"fmr falls", [](CalibrationTable& t) { t.knots[2].fmr = 0.009; }},
      {"fmr finer than 3/K", [](CalibrationTable& t) { t.knots[0].fmr = 0.0009; }},
      {"fmr over one", [](CalibrationTable& t) { t.knots[3].fmr = 1.1; }},
      {"fmr not a number", [nan](CalibrationTable& t) { t.knots[1].fmr = nan; }},
      {"fmr_upper below fmr", [](CalibrationTable& t) { t.knots[1].fmr_upper = 0.009; }},
      {"fmr_upper falls", [](CalibrationTable& t) { t.knots[1].fmr_upper = 0.13; }},
      {"fnmr rises", [](CalibrationTable& t) { t.knots[2].fnmr = 0.11; }},
      {"fnmr finer than 3/G", [](CalibrationTable& t) { t.knots[3].fnmr = 0.009; }},
      {"ratio rises", [](CalibrationTable& t) { t.knots[1].log10_likelihood_ratio = 2.6; }},
      {"ratio above log10 K/3", [](CalibrationTable& t) { t.knots[0].log10_likelihood_ratio = 4; }},
      {"ratio below log10 3/G",
       [](CalibrationTable& t) { t.knots[3].log10_likelihood_ratio = -3; }},
      {"ratio not a number",
       [nan](CalibrationTable& t) { t.knots[3].log10_likelihood_ratio = nan; }},
  };
  for (const BrokenTable& broken : cases) {
    CalibrationTable table = SampleTable();
    broken.damage(table);
    EXPECT_THAT(Calibration::Create(std::move(table)),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid))
        << broken.what;
  }
}

}  // namespace
}  // namespace portcullis
