#include "matcher/vision/point_refiner.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

/// Finds one face around the brightest pixel, all five points `offset` from it.
class BrightestPixelDetector : public FaceDetector {
 public:
  explicit BrightestPixelDetector(Point offset) : offset_(offset) {}

  absl::StatusOr<std::vector<Face>> Detect(const Image& image) override {
    std::size_t brightest = 0;
    for (std::size_t i = 0; i < image.pixels().size(); i += 3) {
      if (image.pixels()[i] > image.pixels()[brightest]) brightest = i;
    }
    if (image.pixels()[brightest] < 64) return std::vector<Face>();
    const auto width = static_cast<std::size_t>(image.width());
    const auto x = static_cast<float>(brightest / 3 % width);
    const auto y = static_cast<float>(brightest / 3 / width);
    const Point point = {x + offset_.x, y + offset_.y};
    Face face;
    face.box = {x - 20, y - 20, 40, 40};
    face.points = FacePoints{point, point, point, point, point};
    return std::vector<Face>{face};
  }

 private:
  Point offset_;
};

constexpr int kSide = 104;

/// Black, with a white dot of 3x3 px around (x, y).
Image WhiteDot(int x, int y) {
  std::vector<std::uint8_t> pixels(std::size_t{kSide} * kSide * 3);
  for (int row = y - 1; row <= y + 1; ++row) {
    for (int column = x - 1; column <= x + 1; ++column) {
      const auto at = static_cast<std::size_t>(row * kSide + column) * 3;
      for (std::size_t channel = 0; channel < 3; ++channel) pixels[at + channel] = 255;
    }
  }
  return Image(kSide, kSide, std::move(pixels));
}

/// A face of 52 px in the middle of the test image: its crop is magnified twice.
Face MiddleFace(Point points) {
  Face face;
  face.box = {26, 26, 52, 52};
  face.points = FacePoints{points, points, points, points, points};
  return face;
}

absl::StatusOr<FacePoints> Refine(Point detector_offset, const Image& image, const Face& face) {
  PointRefiner refiner(std::make_unique<BrightestPixelDetector>(detector_offset));
  return refiner.Refine(image, face);
}

TEST(PointRefiner, ReplacesThePointsByThoseFoundInTheCrop) {
  const auto points = Refine({0, 0}, WhiteDot(52, 52), MiddleFace({7, 7}));
  ASSERT_OK(points);
  EXPECT_NEAR(points->nose_tip.x, 52, 1);
  EXPECT_NEAR(points->nose_tip.y, 52, 2);  // the dot is 3 px high, its top row is found
}

TEST(PointRefiner, CancelsWhatTheDetectorErrsToOneSide) {
  const auto points = Refine({6, 0}, WhiteDot(52, 52), MiddleFace({7, 7}));
  ASSERT_OK(points);
  EXPECT_NEAR(points->nose_tip.x, 52, 1);
}

TEST(PointRefiner, KeepsThePointsWhereTheFaceIsNotFoundAgain) {
  const Image black(kSide, kSide, std::vector<std::uint8_t>(std::size_t{kSide} * kSide * 3));
  const auto points = Refine({0, 0}, black, MiddleFace({7, 9}));
  ASSERT_OK(points);
  EXPECT_EQ(points->nose_tip.x, 7);
  EXPECT_EQ(points->nose_tip.y, 9);
}

TEST(PointRefiner, DoesNotTakeThePointsOfANeighbour) {
  const auto points = Refine({0, 0}, WhiteDot(80, 80), MiddleFace({7, 9}));
  ASSERT_OK(points);
  EXPECT_EQ(points->nose_tip.x, 7);
}

TEST(PointRefiner, RefusesAFaceWithoutPoints) {
  Face face = MiddleFace({0, 0});
  face.points = std::nullopt;
  EXPECT_EQ(Refine({0, 0}, WhiteDot(52, 52), face).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace portcullis
