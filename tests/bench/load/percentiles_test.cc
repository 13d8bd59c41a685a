#include "bench/load/percentiles.h"

#include <numeric>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

std::vector<double> OneTo(int count) {
  std::vector<double> samples(static_cast<std::size_t>(count));
  std::iota(samples.rbegin(), samples.rend(), 1.0);
  return samples;
}

TEST(Percentiles, AreSamplesByNearestRank) {
  const LatencySummary summary = Summarise(OneTo(1000));
  EXPECT_EQ(summary.count, 1000U);
  EXPECT_EQ(summary.p50, 500);
  EXPECT_EQ(summary.p90, 900);
  EXPECT_EQ(summary.p99, 990);
  EXPECT_EQ(summary.p999, 999);
  EXPECT_EQ(summary.max, 1000);
  EXPECT_DOUBLE_EQ(summary.mean, 500.5);
}

TEST(Percentiles, OfFewSamplesAreNotBetterThanTheWorstOfThem) {
  const LatencySummary summary = Summarise({3, 1, 2});
  EXPECT_EQ(summary.p50, 2);
  EXPECT_EQ(summary.p99, 3);
  EXPECT_EQ(summary.p999, 3);
}

TEST(Percentiles, SeeTheOneSlowCallInAHundred) {
  std::vector<double> samples(99, 1.0);
  samples.push_back(5000);
  EXPECT_EQ(Summarise(samples).p99, 1);
  samples.push_back(5000);
  EXPECT_EQ(Summarise(samples).p99, 5000);
}

TEST(Percentiles, OfNothingHaveACountOfZero) { EXPECT_EQ(Summarise({}).count, 0U); }

}  // namespace
}  // namespace portcullis
