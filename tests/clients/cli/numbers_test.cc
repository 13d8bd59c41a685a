#include "clients/cli/numbers.h"

#include <gtest/gtest.h>

namespace portcullis::cli {
namespace {

v1::MatchScore Score(double fmr, double expected, bool beyond) {
  v1::MatchScore score;
  score.set_fmr(fmr);
  score.set_expected_false_alarms(expected);
  score.set_beyond_measured_range(beyond);
  return score;
}

TEST(Numbers, DistanceHasThreeDecimals) { EXPECT_EQ(FormatDistance(0.41234), "0.412"); }

TEST(Numbers, FmrHasTwoSignificantDigits) {
  EXPECT_EQ(FormatFmr(Score(1 / 4231.0, 0, false)), "1 in 4,200");
  EXPECT_EQ(FormatFmr(Score(1e-3, 0, false)), "1 in 1,000");
  EXPECT_EQ(FormatFmr(Score(1e-4, 0, false)), "1 in 10,000");
  EXPECT_EQ(FormatFmr(Score(0.4, 0, false)), "1 in 2.5");
  EXPECT_EQ(FormatFmr(Score(1, 0, false)), "1 in 1.0");
}

TEST(Numbers, RoundingNeverMakesAFmrFiner) {
  EXPECT_EQ(FormatFmr(Score(1 / 4299.0, 0, false)), "1 in 4,200");
}

TEST(Numbers, FmrBeyondTheMeasuredRangeIsOnlyABound) {
  EXPECT_EQ(FormatFmr(Score(1 / 4000.0, 0, true)), "finer than measured: below 1 in 4,000");
}

TEST(Numbers, ARateOfZeroIsNoClaim) { EXPECT_EQ(FormatFmr(Score(0, 0, false)), "none"); }

TEST(Numbers, ExpectedFalseAlarmsHaveTwoDigitsAndNeverRoundDown) {
  EXPECT_EQ(FormatExpectedFalseAlarms(Score(0, 0.00121, false)), "0.0013");
  EXPECT_EQ(FormatExpectedFalseAlarms(Score(0, 0.5, false)), "0.50");
  EXPECT_EQ(FormatExpectedFalseAlarms(Score(0, 3.4, false)), "3.4");
  EXPECT_EQ(FormatExpectedFalseAlarms(Score(0, 1234, false)), "1,300");
  EXPECT_EQ(FormatExpectedFalseAlarms(Score(0, 0.002, true)), "below 0.0020");
}

TEST(Numbers, ConfidenceIsNeverCertainty) {
  const auto confidence = [](double value, bool beyond) {
    v1::MatchScore score;
    score.set_confidence(value);
    score.set_beyond_measured_range(beyond);
    return FormatConfidence(score);
  };
  EXPECT_EQ(confidence(1.0, false), "above 0.99");
  EXPECT_EQ(confidence(0.877, false), "0.88");
  EXPECT_EQ(confidence(0.0, false), "below 0.01");
  EXPECT_EQ(confidence(0.877, true), "above 0.87");
}

TEST(Numbers, ALowerBoundIsNeverShownHigherThanItIs) {
  EXPECT_EQ(FormatLeastPercent(0.99997), "99.99");
  EXPECT_EQ(FormatLeastPercent(0.995478), "99.54");
  EXPECT_EQ(FormatLeastPercent(0.9), "90.00");
  EXPECT_EQ(FormatLeastPercent(1), "100.00");
  EXPECT_EQ(FormatLeastPercent(0), "0.00");
}

TEST(Numbers, AStepThatDidNotRunHasNoTime) {
  EXPECT_EQ(FormatMilliseconds(0), "-");
  EXPECT_EQ(FormatMilliseconds(0.004), "<0.1 ms");
  EXPECT_EQ(FormatMilliseconds(12.34), "12.3 ms");
}

TEST(Numbers, TimesAreInUtcToTheSecond) {
  google::protobuf::Timestamp time;
  time.set_seconds(1'000'000'000);
  EXPECT_EQ(FormatTime(time), "2001-09-09 01:46:40 UTC");
}

TEST(Numbers, CountsHaveCommas) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(1000), "1,000");
  EXPECT_EQ(FormatCount(-1234567), "-1,234,567");
}

}  // namespace
}  // namespace portcullis::cli
