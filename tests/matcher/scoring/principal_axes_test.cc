#include "matcher/scoring/principal_axes.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>
#include <vector>

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

constexpr std::size_t kSize = 20;

// A matrix times its transpose, so that no variance is negative.
std::vector<double> RandomCovariance() {
  std::mt19937 random(1);
  std::vector<double> root(kSize * kSize);
  for (double& value : root) value = static_cast<double>(random()) * 0x1p-32 - 0.5;
  std::vector<double> matrix(kSize * kSize, 0);
  for (std::size_t i = 0; i < kSize * kSize * kSize; ++i) {
    const std::size_t row = i / kSize / kSize;
    const std::size_t column = i / kSize % kSize;
    matrix[row * kSize + column] +=
        root[row * kSize + i % kSize] * root[column * kSize + i % kSize];
  }
  return matrix;
}

TEST(FindPrincipalAxes, GivesOrthonormalAxes) {
  const PrincipalAxes axes = FindPrincipalAxes(RandomCovariance(), kSize, 0);
  ASSERT_EQ(axes.count(), kSize);
  for (std::size_t i = 0; i < kSize * kSize; ++i) {
    const auto row = axes.axes.begin() + static_cast<std::ptrdiff_t>(i / kSize * kSize);
    const auto other = axes.axes.begin() + static_cast<std::ptrdiff_t>(i % kSize * kSize);
    const double product = std::inner_product(row, row + kSize, other, 0.0);
    EXPECT_NEAR(product, i / kSize == i % kSize ? 1 : 0, 1e-10);
  }
}

TEST(FindPrincipalAxes, GivesAxesThatMakeUpTheMatrix) {
  const std::vector<double> matrix = RandomCovariance();
  const PrincipalAxes axes = FindPrincipalAxes(matrix, kSize, 0);
  ASSERT_EQ(axes.count(), kSize);
  for (std::size_t i = 0; i < kSize * kSize; ++i) {
    double rebuilt = 0;
    for (std::size_t k = 0; k < kSize; ++k) {
      rebuilt +=
          axes.variances[k] * axes.axes[k * kSize + i / kSize] * axes.axes[k * kSize + i % kSize];
    }
    EXPECT_NEAR(rebuilt, matrix[i], 1e-10);
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
