#include "eval/discard_curve.h"

#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

// Ten people with one pair each; grades 1 to 10, and the worst `missed` ones are missed.
std::vector<GradedPair> WorstAreMissed(int missed) {
  std::vector<GradedPair> pairs;
  for (std::uint32_t i = 0; i < 10; ++i) {
    pairs.push_back({i, static_cast<int>(i) < missed, i + 1.0});
  }
  return pairs;
}

DiscardOptions Options(std::vector<double> shares, int replicates = 0) {
  return {.shares = std::move(shares), .partial_share = 0.2, .replicates = replicates};
}

TEST(MeasureDiscard, CountsWhatIsLeft) {
  const auto curve = MeasureDiscard(WorstAreMissed(2), Options({0, 0.1, 0.2, 0.5}));
  ASSERT_TRUE(curve);
  EXPECT_DOUBLE_EQ(curve->points[0].fnmr, 0.2);
  EXPECT_DOUBLE_EQ(curve->points[1].fnmr, 1.0 / 9);
  EXPECT_DOUBLE_EQ(curve->points[1].errors, 1);
  EXPECT_DOUBLE_EQ(curve->points[1].pairs, 9);
  EXPECT_DOUBLE_EQ(curve->points[2].fnmr, 0);
  EXPECT_DOUBLE_EQ(curve->points[3].fnmr, 0);
}

TEST(MeasureDiscard, DividesAreasByThatOfARandomOrder) {
  const auto curve = MeasureDiscard(WorstAreMissed(2), Options({0, 0.1, 0.2, 0.5}));
  // Trapezoids: 0.1 (0.2 + 1/9) / 2 + 0.1 (1/9 + 0) / 2, of 0.2 * 0.2 and of 0.2 * 0.5.
  const double area = 0.1 * (0.2 + 1.0 / 9) / 2 + 0.1 * (1.0 / 9) / 2;
  EXPECT_NEAR(curve->partial.value, area / 0.04, 1e-12);
  EXPECT_NEAR(curve->area.value, area / 0.1, 1e-12);
}

TEST(MeasureDiscard, GivesAMeasureThatKnowsNothingTheAreaOfARandomOrder) {
  std::vector<GradedPair> pairs = WorstAreMissed(4);
  for (GradedPair& pair : pairs) pair.grade = 7;
  const auto curve = MeasureDiscard(pairs, Options({0, 0.15, 0.2, 0.5, 0.9}));
  for (const DiscardPoint& point : curve->points) EXPECT_NEAR(point.fnmr, 0.4, 1e-12);
  EXPECT_NEAR(curve->area.value, 1, 1e-12);
  EXPECT_NEAR(curve->partial.value, 1, 1e-12);
}

TEST(MeasureDiscard, PunishesAMeasureThatMisleads) {
  std::vector<GradedPair> pairs = WorstAreMissed(4);
  for (GradedPair& pair : pairs) pair.grade = -pair.grade;
  EXPECT_GT(MeasureDiscard(pairs, Options({0, 0.2, 0.5}))->area.value, 1.1);
}

TEST(MeasureDiscard, DoesNotDependOnTheOrderOfPairsOfOneGrade) {
  std::vector<GradedPair> pairs = {{0, true, 1}, {1, false, 1}, {2, false, 2}, {3, true, 2}};
  const auto one = MeasureDiscard(pairs, Options({0, 0.25, 0.4}));
  std::swap(pairs[0], pairs[1]);
  std::swap(pairs[2], pairs[3]);
  const auto other = MeasureDiscard(pairs, Options({0, 0.25, 0.4}));
  for (std::size_t i = 0; i < one->points.size(); ++i) {
    EXPECT_EQ(one->points[i].fnmr, other->points[i].fnmr);
  }
  // Half of the first grade is gone, with half of its errors.
  EXPECT_DOUBLE_EQ(one->points[1].errors, 1.5);
}

TEST(MeasureDiscard, HasIntervalsThatHoldTheMeasuredValue) {
  std::vector<GradedPair> pairs;
  for (std::uint32_t i = 0; i < 200; ++i) pairs.push_back({i, i % 5 == 0, (i % 5) + i / 1000.0});
  const auto curve = MeasureDiscard(pairs, Options({0, 0.1, 0.2}, 300));
  for (const DiscardPoint& point : curve->points) {
    EXPECT_LE(point.low, point.fnmr);
    EXPECT_GE(point.high, point.fnmr);
    EXPECT_LE(point.high - point.low, 0.2);
  }
  EXPECT_EQ(curve->points[0].change_high, 0);
  EXPECT_LT(curve->points[2].change_high, 0);  // the worst fifth are those that are missed
  EXPECT_LT(curve->points[0].low, curve->points[0].high);
  EXPECT_LE(curve->partial.low, curve->partial.value);
  EXPECT_GE(curve->partial.high, curve->partial.value);
  EXPECT_LT(curve->partial.high, 1);
}

TEST(MeasureDiscard, SaysNothingWhereNothingIsMissed) {
  EXPECT_FALSE(MeasureDiscard(WorstAreMissed(0), Options({0, 0.1})));
  EXPECT_FALSE(MeasureDiscard({}, Options({0, 0.1})));
}

TEST(IdealDiscard, DiscardsErrorsFirst) {
  std::vector<GradedPair> pairs = WorstAreMissed(2);
  for (GradedPair& pair : pairs) pair.grade = -pair.grade;
  const auto curve = IdealDiscard(pairs, Options({0, 0.1, 0.2}));
  EXPECT_DOUBLE_EQ(curve->points[1].fnmr, 1.0 / 9);
  EXPECT_DOUBLE_EQ(curve->points[2].fnmr, 0);
}

}  // namespace
}  // namespace portcullis
