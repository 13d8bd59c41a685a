#include "eval/calibration_quality.h"

#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

// Ratio 10 up to distance 1, 1 up to 2, 1/10 from there on.
Calibration ThreeSteps() {
  CalibrationTable table;
  table.model = {"model", "0123456789abcdef", "alignment-v1"};
  table.data_set = "made up";
  table.measured_on = "2026-01-31";
  table.people = 100;
  table.images = 200;
  table.impostor_comparisons = 1000;
  table.genuine_comparisons = 1000;
  table.knots = {{{1.0F}, 0.01, 0.02, 0.5, 1},
                 {{1.001F}, 0.01, 0.02, 0.5, 0},
                 {{2.0F}, 0.1, 0.2, 0.1, 0},
                 {{2.001F}, 0.1, 0.2, 0.1, -1},
                 {{3.0F}, 1, 1, 0.01, -1}};
  auto calibration = Calibration::Create(table);
  EXPECT_OK(calibration);
  return *std::move(calibration);
}

// Of each `of`, the first `genuine` are.
void Add(std::vector<Comparison>& comparisons, float distance, std::uint32_t genuine,
         std::uint32_t of) {
  for (std::uint32_t i = 0; i < of; ++i) {
    const auto person = static_cast<std::uint32_t>(comparisons.size());
    comparisons.push_back({person, person, Distance{distance}, i < genuine});
  }
}

TEST(MeasureCalibration, FindsAHonestCalibrationReliable) {
  std::vector<Comparison> comparisons;
  Add(comparisons, 0.5F, 100, 110);
  Add(comparisons, 1.5F, 10, 20);
  Add(comparisons, 2.5F, 10, 110);
  const CalibrationQuality quality = MeasureCalibration(ThreeSteps(), comparisons, 100);
  EXPECT_DOUBLE_EQ(quality.prior, 0.5);
  // Evens, so posteriors 10/11, 1/2 and 1/11: exactly the shares that are genuine.
  ASSERT_EQ(quality.reliability.size(), 3);
  EXPECT_NEAR(quality.reliability[0].predicted, 10.0 / 11, 1e-9);
  EXPECT_NEAR(quality.reliability[0].observed, 10.0 / 11, 1e-9);
  EXPECT_EQ(quality.reliability[0].count, 110);
  EXPECT_NEAR(quality.reliability[1].observed, 0.5, 1e-9);
  EXPECT_NEAR(quality.reliability[2].predicted, 1.0 / 11, 1e-9);
  EXPECT_LT(quality.reliability[2].low, 1.0 / 11);
  EXPECT_GT(quality.reliability[2].high, 1.0 / 11);
  // Nothing is lost: the best that can be made of three steps is this.
  EXPECT_NEAR(quality.cllr, quality.cllr_min, 1e-9);
  EXPECT_LT(quality.cllr, 1);
}

TEST(MeasureCalibration, ExposesOneThatIsTooSure) {
  std::vector<Comparison> comparisons;
  Add(comparisons, 0.5F, 60, 110);
  Add(comparisons, 2.5F, 50, 110);
  const CalibrationQuality quality = MeasureCalibration(ThreeSteps(), comparisons, 100);
  EXPECT_LT(quality.reliability[0].high, quality.reliability[0].predicted);
  EXPECT_GT(quality.cllr, 1);
  EXPECT_LT(quality.cllr_min, 1);
}

}  // namespace
}  // namespace portcullis
