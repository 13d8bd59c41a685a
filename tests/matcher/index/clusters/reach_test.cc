#include "matcher/index/clusters/reach.h"

#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

std::vector<double> OneToHundredth() {
  std::vector<double> shares;
  for (int i = 100; i >= 1; --i) shares.push_back(i / 100.0);
  return shares;
}

TEST(Reach, IsTheShareWithWhichSoManyOfTheSampleFoundTheirNearest) {
  const Reach reach(OneToHundredth());
  // given recall, then share
  const std::vector<std::pair<double, double>> table = {
      {0.99, 0.99}, {0.98, 0.98}, {0.95, 0.95}, {0.9, 0.9}, {0.5, 0.5}};
  for (const auto& [recall, share] : table) EXPECT_EQ(reach.ShareFor(recall), share) << recall;
}

TEST(Reach, IsEverythingWhenTheSampleIsTooSmallToTell) {
  const Reach reach(OneToHundredth());
  EXPECT_EQ(reach.ShareFor(0.995), 1);
  EXPECT_EQ(reach.ShareFor(0.9999), 1);
  EXPECT_EQ(reach.ShareFor(1), 1);
}

TEST(Reach, IsEverythingWhenNothingWasMeasured) {
  EXPECT_FALSE(Reach().is_measured());
  EXPECT_EQ(Reach().ShareFor(0.9), 1);
}

TEST(Reach, IsNothingWhenNothingIsAskedFor) { EXPECT_EQ(Reach({0.5, 0.7}).ShareFor(0), 0); }

}  // namespace
}  // namespace portcullis
