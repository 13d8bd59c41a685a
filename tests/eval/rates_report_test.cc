#include "eval/rates_report.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(DescribeRate, GivesRateIntervalCountsAndThreshold) {
  const FnmrAtFmr rate{1e-2, true, Distance{0.5F}, {276, 3000, 0.081, 0.1032}};
  EXPECT_EQ(DescribeRate(rate, 3000),
            "9.2 % (8.1 % to 10.3 %), 276 of 3000 missed, at distance 0.5000");
}

TEST(DescribeRate, GivesOnlyTheBoundOfARateThatIsTooSmallToMeasure) {
  const FnmrAtFmr rate{1e-2, true, Distance{0.5F}, {0, 1000, 0, 0.00368}};
  EXPECT_EQ(DescribeRate(rate, 3000), "at most 0.368 %, 0 of 1000 missed, at distance 0.5000");
}

TEST(DescribeRate, SaysWhyNothingWasMeasured) {
  const FnmrAtFmr rate{1e-3, false, Distance{}, {}};
  EXPECT_EQ(DescribeRate(rate, 300),
            "not measured: 300 impostor comparisons support no FMR below 0.01");
}

TEST(DescribeFailures, CountsEachOutcome) {
  std::vector<EmbeddedImage> images(4);
  images[0].outcome = "NO_FACE";
  images[1].outcome = "EMBEDDED";
  images[1].embedding = Embedding(ModelId{}, {1});
  images[2].outcome = "NO_FACE";
  images[3].outcome = "SEVERAL_FACES";
  EXPECT_EQ(DescribeFailures(CountFailures(images)),
            "3 without an embedding (NO_FACE 2, SEVERAL_FACES 1)");
  EXPECT_EQ(DescribeFailures({}), "0 without an embedding");
}

}  // namespace
}  // namespace portcullis
