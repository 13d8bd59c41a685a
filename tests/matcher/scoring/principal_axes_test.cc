#include "matcher/scoring/principal_axes.h"

#include <array>
#include <cmath>
#include <random>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(FindPrincipalAxes, FindsThoseOfAnEllipse) {
  // Variance 3 along (1, 1), 1 along (1, -1).
  const PrincipalAxes axes = FindPrincipalAxes({2, 1, 1, 2}, 2, 1e-8);
  ASSERT_EQ(axes.count(), 2);
  EXPECT_NEAR(axes.variances[0], 3, 1e-12);
  EXPECT_NEAR(axes.variances[1], 1, 1e-12);
  EXPECT_NEAR(axes.axes[0], std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(axes.axes[1], std::sqrt(0.5), 1e-12);
}

TEST(FindPrincipalAxes, LeavesOutWhereNothingVaries) {
  EXPECT_EQ(FindPrincipalAxes({1, 1, 1, 1}, 2, 1e-8).count(), 1);
  EXPECT_EQ(FindPrincipalAxes({0, 0, 0, 0}, 2, 1e-8).count(), 0);
}

TEST(FindPrincipalAxes, GivesOrthonormalAxesThatMakeUpTheMatrix) {
  constexpr std::size_t kSize = 20;
  std::mt19937 random(1);
  std::vector<double> root(kSize * kSize);
  for (double& value : root) value = static_cast<double>(random()) * 0x1p-32 - 0.5;
  std::vector<double> matrix(kSize * kSize, 0);
  for (std::size_t i = 0; i < kSize; ++i) {
    for (std::size_t j = 0; j < kSize; ++j) {
      for (std::size_t k = 0; k < kSize; ++k) {
        matrix[i * kSize + j] += root[i * kSize + k] * root[j * kSize + k];
      }
    }
  }
  const PrincipalAxes axes = FindPrincipalAxes(matrix, kSize, 0);
  ASSERT_EQ(axes.count(), kSize);
  for (std::size_t i = 0; i < kSize; ++i) {
    for (std::size_t j = 0; j < kSize; ++j) {
      double product = 0;
      double rebuilt = 0;
      for (std::size_t k = 0; k < kSize; ++k) {
        product += axes.axes[i * kSize + k] * axes.axes[j * kSize + k];
        rebuilt += axes.variances[k] * axes.axes[k * kSize + i] * axes.axes[k * kSize + j];
      }
      EXPECT_NEAR(product, i == j ? 1 : 0, 1e-10);
      EXPECT_NEAR(rebuilt, matrix[i * kSize + j], 1e-10);
    }
  }
}

TEST(CoordinatesOf, AreMeasuredFromTheMean) {
  const PrincipalAxes axes = FindPrincipalAxes({2, 1, 1, 2}, 2, 1e-8);
  const std::array<double, 2> mean = {1, 1};
  const std::array<float, 2> point = {2, 2};
  const std::vector<double> coordinates = CoordinatesOf(axes, mean, point);
  EXPECT_NEAR(coordinates[0], std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(coordinates[1], 0, 1e-12);
}

}  // namespace
}  // namespace portcullis
