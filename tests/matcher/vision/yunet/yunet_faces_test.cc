#include "matcher/vision/yunet/yunet_faces.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace portcullis {
namespace {

constexpr float kMinConfidence = 0.6F;
constexpr std::size_t kOutputs = 17;

/// What the heads say of an image of 128x128 px: nothing, but what a test adds.
class Maps {
 public:
  Maps() {
    constexpr int kChannels[] = {64, 48, 48, 64};
    for (std::size_t i = 0; i < kYunetScales; ++i) {
      const int side = 16 >> i;
      maps_[i] = {side, side, kChannels[i], {}};
      maps_[i].values.resize(static_cast<std::size_t>(side * side * kChannels[i]));
    }
  }

  /// The outputs for size `prior` of pixel (x, y): a face as expected, as sure as can be.
  float* Add(std::size_t scale, int x, int y, std::size_t prior) {
    FeatureMap& map = maps_[scale];
    float* outputs = map.values.data() + prior * kOutputs +
                     static_cast<std::size_t>((y * map.width + x) * map.channels);
    outputs[14] = -50;
    outputs[15] = 50;
    outputs[16] = 1;
    return outputs;
  }

  std::vector<Face> Faces() const { return FacesIn(maps_, kMinConfidence); }

 private:
  std::array<FeatureMap, kYunetScales> maps_;
};

TEST(YunetFaces, NothingIsNoFace) { EXPECT_TRUE(Maps().Faces().empty()); }

TEST(YunetFaces, AFaceLiesWhereItsPixelOfTheMapLies) {
  Maps maps;
  maps.Add(/*scale=*/1, 3, 2, /*prior=*/1);
  const auto faces = maps.Faces();
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_FLOAT_EQ(faces[0].box.centre().x, 3.5F * 16);
  EXPECT_FLOAT_EQ(faces[0].box.centre().y, 2.5F * 16);
  EXPECT_FLOAT_EQ(faces[0].box.width, 48);
  EXPECT_FLOAT_EQ(faces[0].box.height, 48);
  EXPECT_FLOAT_EQ(faces[0].detector_confidence, 1);
}

TEST(YunetFaces, PlacesAreTenthsOfTheSideAndSizesPowersOfE) {
  Maps maps;
  float* outputs = maps.Add(/*scale=*/2, 1, 1, /*prior=*/0);
  outputs[0] = 1;   // to the right
  outputs[1] = -2;  // upward
  outputs[2] = 10;
  outputs[3] = -5;
  outputs[4] = -3;  // the right eye
  outputs[13] = 4;  // the left corner of the mouth, downward
  const auto faces = maps.Faces();
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_NEAR(faces[0].box.centre().x, 48 + 6.4, 1e-4);
  EXPECT_NEAR(faces[0].box.centre().y, 48 - 12.8, 1e-4);
  EXPECT_NEAR(faces[0].box.width, 64 * std::exp(1.0), 1e-3);
  EXPECT_NEAR(faces[0].box.height, 64 / std::exp(1.0), 1e-3);
  EXPECT_NEAR(faces[0].points->right_eye.x, 48 - 19.2, 1e-4);
  EXPECT_NEAR(faces[0].points->right_eye.y, 48, 1e-4);
  EXPECT_NEAR(faces[0].points->left_mouth_corner.y, 48 + 25.6, 1e-4);
}

TEST(YunetFaces, ConfidenceIsTheRootOfBothShares) {
  Maps maps;
  float* outputs = maps.Add(0, 4, 4, 0);
  outputs[14] = 0;
  outputs[15] = std::log(3.0F);  // three to one: 0.75
  outputs[16] = 0.64F;
  const auto faces = maps.Faces();
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_NEAR(faces[0].detector_confidence, std::sqrt(0.75 * 0.64), 1e-6);
}

TEST(YunetFaces, ADoubtfulFaceIsNone) {
  Maps maps;
  float* outputs = maps.Add(0, 4, 4, 0);
  outputs[16] = 0.359F;  // the root of 0.36 is 0.6
  EXPECT_TRUE(maps.Faces().empty());
  outputs[16] = 0.361F;
  EXPECT_EQ(maps.Faces().size(), 1U);
}

TEST(YunetFaces, MoreOverlapThanAllIsAll) {
  Maps maps;
  maps.Add(0, 4, 4, 0)[16] = 7;
  ASSERT_EQ(maps.Faces().size(), 1U);
  EXPECT_FLOAT_EQ(maps.Faces()[0].detector_confidence, 1);
}

TEST(YunetFaces, OfTwoThatOverlapTheSurerIsTheFace) {
  Maps maps;
  maps.Add(1, 3, 3, 1)[16] = 0.8F;  // 48 px
  maps.Add(1, 4, 3, 1)[16] = 0.9F;  // 16 px further: they share half of what both cover
  const auto faces = maps.Faces();
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_FLOAT_EQ(faces[0].box.centre().x, 72);
}

TEST(YunetFaces, TwoThatHardlyOverlapAreTwoTheSurerFirst) {
  Maps maps;
  maps.Add(1, 2, 3, 1)[16] = 0.8F;
  maps.Add(1, 4, 3, 1)[16] = 0.9F;  // 32 px further: they share a fifth
  const auto faces = maps.Faces();
  ASSERT_EQ(faces.size(), 2U);
  EXPECT_FLOAT_EQ(faces[0].box.centre().x, 72);
  EXPECT_FLOAT_EQ(faces[1].box.centre().x, 40);
}

TEST(YunetFaces, OutputsThatAreNoNumbersAreNoFace) {
  for (const std::size_t output : {std::size_t{14}, std::size_t{15}, std::size_t{16}}) {
    Maps maps;
    maps.Add(0, 4, 4, 0)[output] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_TRUE(maps.Faces().empty()) << output;
  }
}

}  // namespace
}  // namespace portcullis
