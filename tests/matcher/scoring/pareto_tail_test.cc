#include "matcher/scoring/pareto_tail.h"

#include <cmath>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

/// What a share 1 - p of all excesses exceeds, at evenly spread p: a sample without luck.
std::vector<double> PerfectSample(double shape, double scale, int count) {
  std::vector<double> excesses;
  for (int i = 0; i < count; ++i) {
    const double survival = 1 - (i + 0.65) / count;
    excesses.push_back(shape == 0 ? -scale * std::log(survival)
                                  : scale / shape * (1 - std::pow(survival, shape)));
  }
  return excesses;
}

TEST(ParetoTail, FindsTheShapeAndScaleThatASampleWasMadeWith) {
  for (const double shape : {-0.3, 0.0, 0.25, 0.5, 1.0}) {
    const ParetoTail tail = FitParetoTail(PerfectSample(shape, 0.2, 5000));
    EXPECT_NEAR(tail.shape, shape, 0.02) << shape;
    EXPECT_NEAR(tail.scale, 0.2, 0.005) << shape;
  }
}

TEST(ParetoTail, FitsTwoValuesAsWorkedByHand) {
  // Positions 0.325 and 0.825: mean 2, weighted (0.675 * 1 + 0.175 * 3) / 2 = 0.6, difference 0.8:
  // shape 2 / 0.8 - 2 = 0.5, scale 2 * 2 * 0.6 / 0.8 = 3.
  const std::vector<double> excesses = {1, 3};
  const ParetoTail tail = FitParetoTail(excesses);
  EXPECT_NEAR(tail.shape, 0.5, 1e-12);
  EXPECT_NEAR(tail.scale, 3, 1e-12);
}

TEST(ParetoTail, SurvivesAsWorkedByHand) {
  const ParetoTail bounded{.shape = 0.5, .scale = 3};  // ends at 6
  EXPECT_DOUBLE_EQ(bounded.Survival(-1), 1);
  EXPECT_DOUBLE_EQ(bounded.Survival(0), 1);
  EXPECT_NEAR(bounded.Survival(3), 0.25, 1e-12);
  EXPECT_DOUBLE_EQ(bounded.Survival(6), 0);
  EXPECT_DOUBLE_EQ(bounded.Survival(100), 0);
  const ParetoTail exponential{.shape = 0, .scale = 2};
  EXPECT_NEAR(exponential.Survival(2), std::exp(-1), 1e-12);
  const ParetoTail heavy{.shape = -1, .scale = 1};
  EXPECT_NEAR(heavy.Survival(3), 0.25, 1e-12);
}

TEST(ParetoTail, NeverRises) {
  for (const double shape : {-1.0, -1e-12, 0.0, 1e-12, 0.5, 2.0}) {
    const ParetoTail tail{.shape = shape, .scale = 0.3};
    double before = 1;
    for (int i = 0; i <= 1000; ++i) {
      const double survival = tail.Survival(i / 1000.0);
      ASSERT_LE(survival, before) << shape;
      ASSERT_GE(survival, 0) << shape;
      before = survival;
    }
  }
}

}  // namespace
}  // namespace portcullis
