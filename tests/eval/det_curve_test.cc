#include "eval/det_curve.h"

#include <array>
#include <limits>
#include <vector>

#include "eval/verify_report.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

Comparison Genuine(float distance, std::uint32_t person) {
  return {person, person, Distance{distance}, true};
}
Comparison Impostor(float distance, std::uint32_t person) {
  return {person, person, Distance{distance}, false};
}

// Genuine at 1 ... 100, impostors at 51 ... 150: a quarter of both lies on the wrong side of 75.5.
std::vector<Comparison> Overlapping() {
  std::vector<Comparison> comparisons;
  for (std::uint32_t i = 0; i < 100; ++i) {
    comparisons.push_back(Genuine(static_cast<float>(i + 1), i));
    comparisons.push_back(Impostor(static_cast<float>(i + 51), i));
  }
  return comparisons;
}

TEST(CrossingOf, IsWhereTheLinesCross) {
  // Between (0.1, 0.5) and (0.3, 0.1) the gap falls from 0.4 to -0.2: crossed after two thirds.
  EXPECT_NEAR(CrossingOf(std::array{0.1, 0.3}, std::array{0.5, 0.1}), 0.1 + 0.2 * 2 / 3, 1e-12);
  EXPECT_NEAR(CrossingOf(std::array{0.5}, std::array{0.5}), 0.5, 1e-12);
}

TEST(MeasureDet, FindsTheEqualErrorRateWithAnInterval) {
  const DetCurve curve = MeasureDet(Overlapping(), 200);
  EXPECT_NEAR(curve.equal_error_rate, 0.25, 1e-9);
  EXPECT_LT(curve.equal_error_rate_low, 0.25);
  EXPECT_GT(curve.equal_error_rate_high, 0.25);
  EXPECT_GT(curve.equal_error_rate_low, 0.1);
  EXPECT_LT(curve.equal_error_rate_high, 0.4);
}

TEST(MeasureDet, HasNoPointFinerThanThreeStrangers) {
  const DetCurve curve = MeasureDet(Overlapping(), 50);
  ASSERT_FALSE(curve.points.empty());
  EXPECT_EQ(curve.points.front().fmr.errors, 3);
  EXPECT_EQ(curve.points.front().fnmr.errors, 47);  // genuine from 54 on
  for (std::size_t i = 1; i < curve.points.size(); ++i) {
    EXPECT_GT(curve.points[i].threshold, curve.points[i - 1].threshold);
  }
}

TEST(MeasureDet, IsTheSameBitForBit) {
  const DetCurve a = MeasureDet(Overlapping(), 50);
  const DetCurve b = MeasureDet(Overlapping(), 50);
  EXPECT_EQ(a.equal_error_rate_high, b.equal_error_rate_high);
  EXPECT_EQ(a.points.back().fnmr.high, b.points.back().fnmr.high);
}

TEST(MeasureVerification, TellsFailuresFromComparisonsThatTookPlace) {
  constexpr float kFailed = std::numeric_limits<float>::infinity();
  std::vector<Comparison> comparisons = Overlapping();
  for (std::uint32_t i = 0; i < 20; ++i) comparisons.push_back(Genuine(kFailed, i));
  comparisons.push_back(Impostor(kFailed, 0));
  const VerifyReport report = MeasureVerification(comparisons, std::array{0.1}, 20);
  EXPECT_EQ(report.genuine, 120);
  EXPECT_EQ(report.genuine_with_failure, 20);
  EXPECT_EQ(report.impostors_with_failure, 1);
  nlohmann::ordered_json document;
  AddTo(document, report);
  // Ten of 101 strangers may pass: up to 60.
  EXPECT_EQ(document["at_fmr"][0]["errors"], 40 + 20);
  EXPECT_EQ(document["at_fmr"][0]["trials"], 120);
  EXPECT_DOUBLE_EQ(document["at_fmr"][0]["fnmr"], 0.5);
  EXPECT_DOUBLE_EQ(document["at_fmr"][0]["fnmr_of_comparisons"], 0.4);
  EXPECT_FALSE(document.contains("accuracy")) << "only lists of pairs have one";
}

}  // namespace
}  // namespace portcullis
