// What is measured on points, boxes and the frame alone.
#include <array>
#include <cstdint>
#include <vector>

#include "gtest/gtest.h"
#include "matcher/core/quality/face_frame.h"
#include "matcher/core/quality/face_patch.h"
#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/inter_eye_distance.h"
#include "matcher/core/quality/margins.h"
#include "matcher/core/quality/mean_face.h"
#include "matcher/core/quality/single_face.h"

namespace portcullis {
namespace {

Face FaceAt(const FaceFrame& frame) {
  const auto at = [&](std::size_t i) {
    return frame.ToImage(static_cast<float>(kMeanFace[i].x), static_cast<float>(kMeanFace[i].y));
  };
  Face face;
  face.points = FacePoints{at(0), at(1), at(2), at(3), at(4)};
  return face;
}

Image Blank(int width, int height) {
  return {width, height,
          std::vector<std::uint8_t>(static_cast<std::size_t>(width * height) * 3, 128)};
}

TEST(FaceFrame, IsFoundAgainFromTheMeanFace) {
  const FaceFrame drawn{{100, 80}, 40, 0.8F, 0.6F, true};
  const FaceFrame found = FrameOf(FaceAt(drawn));
  EXPECT_NEAR(found.origin.x, 100, 1e-3);
  EXPECT_NEAR(found.origin.y, 80, 1e-3);
  EXPECT_NEAR(found.unit_px, 40, 1e-3);
  EXPECT_NEAR(found.cosine, 0.8, 1e-5);
  EXPECT_NEAR(found.sine, 0.6, 1e-5);
  EXPECT_TRUE(found.from_points);
}

TEST(FaceFrame, IsGuessedFromTheBoxWithoutPoints) {
  Face face;
  face.box = {100, 50, 200, 250};
  const FaceFrame frame = FrameOf(face);
  EXPECT_FLOAT_EQ(frame.origin.x, 200);
  EXPECT_FLOAT_EQ(frame.unit_px, 90);
  EXPECT_FALSE(frame.from_points);
}

TEST(FaceFrame, OfPointsThatFallTogetherIsStillAFrame) {
  Face face;
  face.points = FacePoints{{5, 5}, {5, 5}, {5, 5}, {5, 5}, {5, 5}};
  EXPECT_GT(FrameOf(face).unit_px, 0);
}

TEST(FacePatch, InterpolatesACoarseImageAndAveragesAFineOne) {
  // A slope of 2 levels per pixel: the value at a place is the same however it is sampled.
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < 100; ++y) {
    for (int x = 0; x < 100; ++x) {
      pixels.insert(pixels.end(), 3, static_cast<std::uint8_t>(2 * x));
    }
  }
  const Image slope(100, 100, pixels);
  const PatchArea area{-1, -1, 1, 1};
  for (const float unit : {4.0F, 20.0F, 40.0F}) {
    const FacePatch patch = FacePatch::Sample(slope, {{50, 50}, unit, 1, 0, true}, area, 8);
    for (const int x : {0, 7, 15}) {
      EXPECT_NEAR(patch.At(x, 8), 2 * (50 + unit * patch.U(x)), 1) << unit << " " << x;
    }
  }
}

TEST(FacePatch, MissesWhatLiesBeyondTheImage) {
  const FacePatch patch =
      FacePatch::Sample(Blank(50, 50), {{0, 25}, 10, 1, 0, true}, {-1, -1, 1, 1}, 4);
  EXPECT_FALSE(patch.Has(0, 4));
  EXPECT_TRUE(patch.Has(7, 4));
  EXPECT_NEAR(patch.At(7, 4), 128, 1e-3);
}

TEST(InterEyeDistance, IsInPixels) {
  EXPECT_NEAR(InterEyeDistancePx(FaceAt({{100, 80}, 50, 0.8F, 0.6F, true})), 50, 1e-2);
  EXPECT_NEAR(InterEyeDistance(FaceAt({{100, 80}, 50, 1, 0, true})).raw, 50, 1e-2);
  EXPECT_EQ(InterEyeDistance(FaceAt({{100, 80}, 30, 1, 0, true})).score, 50);
  EXPECT_LT(InterEyeDistance(FaceAt({{100, 80}, 26, 1, 0, true})).score, 50);
}

TEST(InterEyeDistance, IsThatOfAFrontalFaceForATurnedOne) {
  // The mean face, 50 px between the eyes, turned by 60 degrees: the eyes are seen 25 px apart, and
  // everything that is in front moves to the side.
  Face face = FaceAt({{100, 80}, 50, 1, 0, true});
  const auto turn = [](Point& point, const MeanFacePoint& of) {
    point.x = 100 + 50 * static_cast<float>(of.x * 0.5 + of.z * 0.8660254);
  };
  turn(face.points->right_eye, kMeanFace[0]);
  turn(face.points->left_eye, kMeanFace[1]);
  turn(face.points->nose_tip, kMeanFace[2]);
  turn(face.points->right_mouth_corner, kMeanFace[3]);
  turn(face.points->left_mouth_corner, kMeanFace[4]);
  EXPECT_NEAR(InterEyeDistancePx(face), 50, 1);
}

TEST(Margins, AreTheNearestEdgeInUnits) {
  const FaceFrame middle{{199.5F, 199.5F}, 40, 1, 0, true};
  // Below the head there are (200 - 1.85 * 40) / 40 = 3.15, beside it (200 - 1.25 * 40) / 40 =
  // 3.75 and above it 3.5 units.
  EXPECT_NEAR(Margins(Blank(400, 400), middle).raw, 3.15, 1e-4);
  EXPECT_EQ(Margins(Blank(400, 400), middle).score, 100);
  const FaceFrame left{{20, 199.5F}, 40, 1, 0, true};
  EXPECT_NEAR(Margins(Blank(400, 400), left).raw, (20.5 - 50) / 40, 1e-4);
  EXPECT_LT(Margins(Blank(400, 400), left).score, 25);
}

TEST(SingleFace, ComparesWithTheLargestOther) {
  Face main;
  main.box = {0, 0, 100, 100};
  Face small;
  small.box = {200, 0, 50, 50};
  Face tiny;
  tiny.box = {300, 0, 10, 10};
  EXPECT_DOUBLE_EQ(SingleFace(main, std::array{main}).raw, 1);
  EXPECT_DOUBLE_EQ(SingleFace(main, std::array{tiny, main, small}).raw, 0.75);
  EXPECT_EQ(SingleFace(main, std::array{tiny, main, small}).score, 75);
  EXPECT_DOUBLE_EQ(SingleFace(main, std::array{main, main}).raw, 0);  // the same size elsewhere
  EXPECT_DOUBLE_EQ(SingleFace(small, std::array{main, small}).raw, 0);
}

}  // namespace
}  // namespace portcullis
