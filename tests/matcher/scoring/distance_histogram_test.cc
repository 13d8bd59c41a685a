#include "matcher/scoring/distance_histogram.h"

#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(DistanceHistogram, GivesQuantilesBackWithinABin) {
  DistanceHistogram histogram(Distance{2});
  for (int i = 0; i < 1000; ++i) histogram.Add(Distance{static_cast<float>(i) / 1000});
  EXPECT_EQ(histogram.count(), 1000);
  EXPECT_NEAR(histogram.Quantile(0.1).value, 0.1, 0.001);
  EXPECT_NEAR(histogram.Quantile(0.9).value, 0.9, 0.001);
}

TEST(DistanceHistogram, CountsWhatIsFartherThanItReaches) {
  DistanceHistogram histogram(Distance{1});
  histogram.Add(Distance{0.5F});
  histogram.Add(Distance{70});
  EXPECT_NEAR(histogram.Quantile(0.25).value, 0.5, 0.001);
  EXPECT_GE(histogram.Quantile(0.75).value, 1);
}

}  // namespace
}  // namespace portcullis
