#include "matcher/core/quality.h"

#include <cstdint>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

Face FaceWithEyesApart(float distance) {
  Face face;
  face.box = {0, 0, 100, 100};
  face.detector_confidence = 0.75F;
  const float middle = 10 + distance / 2;  // frontal: nose and mouth are below it
  face.points = FacePoints{{10, 50},
                           {10 + distance, 50},
                           {middle, 50 + 0.559F * distance},
                           {middle - 0.448F * distance, 50 + 0.937F * distance},
                           {middle + 0.448F * distance, 50 + 0.937F * distance}};
  return face;
}

Quality Measure(const Face& face, const FaceChip& chip) {
  return MeasureQuality({chip.image, {&face, 1}, face, chip});
}

FaceChip FlatChip(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < 16; ++i) pixels.insert(pixels.end(), {red, green, blue});
  return {Image(4, 4, pixels), {}, "test"};
}

TEST(Quality, InterEyeDistanceIsBetweenTheEyes) {
  EXPECT_FLOAT_EQ(Measure(FaceWithEyesApart(42), FlatChip(0, 0, 0)).inter_eye_distance_px, 42);
}

TEST(Quality, InterEyeDistanceIsEstimatedFromTheBoxWithoutPoints) {
  Face face = FaceWithEyesApart(42);
  face.points.reset();
  EXPECT_FLOAT_EQ(Measure(face, FlatChip(0, 0, 0)).inter_eye_distance_px, 45);
}

TEST(Quality, LuminanceWeighsGreenMost) {
  EXPECT_NEAR(Measure(FaceWithEyesApart(1), FlatChip(200, 0, 0)).mean_luminance, 59.8, 0.01);
  EXPECT_NEAR(Measure(FaceWithEyesApart(1), FlatChip(0, 200, 0)).mean_luminance, 117.4, 0.01);
  EXPECT_NEAR(Measure(FaceWithEyesApart(1), FlatChip(0, 0, 200)).mean_luminance, 22.8, 0.01);
}

TEST(Quality, AFlatPictureHasNoSharpness) {
  EXPECT_FLOAT_EQ(Measure(FaceWithEyesApart(1), FlatChip(90, 90, 90)).sharpness, 0);
}

TEST(Quality, ACheckerboardIsSharperThanASlope) {
  std::vector<std::uint8_t> board;
  std::vector<std::uint8_t> slope;
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) {
      const auto light = static_cast<std::uint8_t>((x + y) % 2 == 0 ? 200 : 0);
      const auto ramp = static_cast<std::uint8_t>(25 * x);
      board.insert(board.end(), {light, light, light});
      slope.insert(slope.end(), {ramp, ramp, ramp});
    }
  }
  const Face face = FaceWithEyesApart(1);
  const float sharp = Measure(face, {Image(8, 8, board), {}, "test"}).sharpness;
  const float smooth = Measure(face, {Image(8, 8, slope), {}, "test"}).sharpness;
  EXPECT_NEAR(smooth, 0, 1e-3);
  EXPECT_GT(sharp, 1000);
}

}  // namespace
}  // namespace portcullis
