#include "matcher/scoring/gaussian_mixture.h"

#include <cmath>

#include "matcher/scoring/normal_deviates.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

// Points of standard deviation 1 and 2 around (0, 0), and three times as many around (20, 0).
WeightedPoints TwoClouds() {
  NormalDeviates random(1);
  WeightedPoints points{2, {}, {}};
  for (int i = 0; i < 4000; ++i) {
    points.coordinates.push_back((i % 4 == 0 ? 0 : 20) + random.Next());
    points.coordinates.push_back(2 * random.Next());
    points.weights.push_back(1);
  }
  return points;
}

TEST(FitGaussianMixture, FindsTwoCloudsWithTheirSharesAndShapes) {
  const auto mixture =
      FitGaussianMixture(TwoClouds(), {.components = 2, .prior_weight = 20, .iterations = 20});
  ASSERT_OK(mixture);
  const auto& few = mixture->at(mixture->at(0).weight < mixture->at(1).weight ? 0 : 1);
  EXPECT_NEAR(few.weight, 0.25, 0.001);
  EXPECT_NEAR(few.mean[0], 0, 0.1);
  EXPECT_NEAR(few.factor[0], 1, 0.1);
  EXPECT_NEAR(few.factor[1], 0, 0.2);
  EXPECT_NEAR(few.factor[2], 2, 0.1);
}

TEST(FitGaussianMixture, GivesMeanAndCovarianceWithOneComponent) {
  const auto mixture = FitGaussianMixture(TwoClouds(), {.components = 1});
  ASSERT_OK(mixture);
  EXPECT_EQ(mixture->at(0).weight, 1);
  EXPECT_NEAR(mixture->at(0).mean[0], 15, 0.1);
  EXPECT_NEAR(mixture->at(0).factor[0], std::sqrt(1 + 75.0), 0.1);
}

TEST(FitGaussianMixture, CountsAWeightLikeThatManyPoints) {
  WeightedPoints points{1, {0, 1, 4}, {1, 1, 2}};
  const auto mixture = FitGaussianMixture(points, {.components = 1});
  ASSERT_OK(mixture);
  EXPECT_DOUBLE_EQ(mixture->at(0).mean[0], 2.25);
}

TEST(FitGaussianMixture, RefusesTooFewPointsAndPointsThatDoNotVary) {
  const WeightedPoints two{1, {0, 1}, {1, 1}};
  EXPECT_EQ(FitGaussianMixture(two, {.components = 3}).status().code(),
            absl::StatusCode::kInvalidArgument);
  const WeightedPoints same{2, {0, 1, 0, 2, 0, 3}, {1, 1, 1}};
  EXPECT_EQ(FitGaussianMixture(same, {.components = 1}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace portcullis
