#include "matcher/scoring/normal_deviates.h"

#include <cmath>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(NormalQuantile, IsTheInverseOfTheDistribution) {
  for (const double x : {-8.0, -6.0, -2.5, -1.0, -0.1, 0.0, 0.3, 1.0, 2.0, 4.0}) {
    const double probability = std::erfc(-x / std::sqrt(2.0)) / 2;
    // Close to 1 a probability has few digits left.
    EXPECT_NEAR(NormalQuantile(probability), x, x > 3 ? 1e-10 : 1e-13) << x;
  }
}

TEST(NormalQuantile, IsSymmetric) {
  EXPECT_EQ(NormalQuantile(0.5), 0);
  EXPECT_EQ(NormalQuantile(0.25), -NormalQuantile(0.75));
  EXPECT_EQ(NormalQuantile(0.0625), -NormalQuantile(0.9375));
}

TEST(NormalDeviates, HaveMeanZeroAndVarianceOne) {
  NormalDeviates random(1);
  constexpr int kCount = 200'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double value = random.Next();
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / kCount, 0, 0.01);
  EXPECT_NEAR(squares / kCount, 1, 0.02);
}

TEST(NormalDeviates, AreTheSameBitsOnEveryMachine) {
  NormalDeviates random(1);
  EXPECT_EQ(random.Next(), -0x1.1bb65bf526e52p+0);
  EXPECT_EQ(random.Next(), -0x1.18bb1c079b032p+0);
  EXPECT_EQ(random.NextUniform(), 0x1.ce0b479deb991p-2);
}

}  // namespace
}  // namespace portcullis
