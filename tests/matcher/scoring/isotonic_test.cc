#include "matcher/scoring/isotonic.h"

#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;

std::vector<double> Means(const std::vector<WeightedValue>& values) {
  std::vector<double> means;
  for (const IsotonicBlock& block : FitNonIncreasing(values)) {
    for (std::size_t i = block.first; i <= block.last; ++i) means.push_back(block.mean);
  }
  return means;
}

TEST(FitNonIncreasing, LeavesAFallingSequenceAsItIs) {
  EXPECT_THAT(Means({{3, 1}, {2, 1}, {1, 1}}), ElementsAre(3, 2, 1));
}

TEST(FitNonIncreasing, PoolsARiseIntoItsMean) {
  EXPECT_THAT(Means({{3, 1}, {1, 1}, {2, 1}, {0, 1}}), ElementsAre(3, 1.5, 1.5, 0));
}

TEST(FitNonIncreasing, WeighsWhatItPools) {
  EXPECT_THAT(Means({{1, 3}, {5, 1}}), ElementsAre(2, 2));
}

TEST(FitNonIncreasing, PoolsBackwardsAsFarAsNeeded) {
  EXPECT_THAT(Means({{4, 1}, {3, 1}, {2, 1}, {7, 1}}), ElementsAre(4, 4, 4, 4));
}

TEST(FitNonIncreasing, PoolsARisingSequenceIntoOneBlock) {
  EXPECT_EQ(FitNonIncreasing(std::vector<WeightedValue>{{1, 1}, {2, 1}, {3, 1}}).size(), 1);
}

TEST(FitNonIncreasing, GivesNothingForNothing) { EXPECT_TRUE(FitNonIncreasing({}).empty()); }

TEST(FitNonIncreasing, CoversEveryValueOnceWithFallingMeansAndTheSameSum) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<WeightedValue> values(1 + random() % 40);
    double sum = 0;
    for (WeightedValue& value : values) {
      value = {static_cast<double>(random() % 10), static_cast<double>(1 + random() % 5)};
      sum += value.value * value.weight;
    }
    const std::vector<IsotonicBlock> blocks = FitNonIncreasing(values);
    std::size_t next = 0;
    double fitted_sum = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      ASSERT_EQ(blocks[i].first, next);
      next = blocks[i].last + 1;
      fitted_sum += blocks[i].mean * blocks[i].weight;
      if (i > 0) {
        ASSERT_LT(blocks[i].mean, blocks[i - 1].mean);
      }
    }
    ASSERT_EQ(next, values.size());
    ASSERT_NEAR(fitted_sum, sum, 1e-9);
  }
}

}  // namespace
}  // namespace portcullis
