#include "matcher/vision/five_point_aligner.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "matcher/vision/chip_frame.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

constexpr int kSide = 400;

/// Where chip coordinates lie in the test image: turned by `angle`, `scale` times as large.
struct Placement {
  double angle;
  double scale;
  Point operator()(Point chip) const {
    const double x = (chip.x - 75) * scale;
    const double y = (chip.y - 75) * scale;
    return {static_cast<float>(200 + x * std::cos(angle) - y * std::sin(angle)),
            static_cast<float>(200 + x * std::sin(angle) + y * std::cos(angle))};
  }
};

constexpr Placement kPlacements[] = {{0, 1}, {0.4, 1.5}, {-1.2, 0.8}, {3.0, 1.2}};

std::array<Point, 5> PlacedTemplate(const Placement& place) {
  std::array<Point, 5> points;
  for (std::size_t i = 0; i < points.size(); ++i) points[i] = place(ChipPointOf(kYunetTemplate[i]));
  return points;
}

/// Black, with a disc of radius 4 px and this colour on each of the points.
Image Dots(const std::array<Point, 5>& points, const std::array<std::uint8_t, 3>& colour) {
  std::vector<std::uint8_t> pixels(std::size_t{kSide} * kSide * 3);
  for (std::size_t i = 0; i < std::size_t{kSide} * kSide; ++i) {
    const auto x = static_cast<float>(i % kSide);
    const auto y = static_cast<float>(i / kSide);
    for (const Point& point : points) {
      if (std::hypot(x - point.x, y - point.y) > 4) continue;
      for (std::size_t channel = 0; channel < 3; ++channel)
        pixels[i * 3 + channel] = colour[channel];
    }
  }
  return Image(kSide, kSide, std::move(pixels));
}

/// The centre of the bright pixels around `near`, in one channel.
Point CentreOfLight(const Image& chip, Point near, std::size_t channel) {
  double sum = 0;
  double sum_x = 0;
  double sum_y = 0;
  for (int y = static_cast<int>(near.y) - 9; y <= static_cast<int>(near.y) + 9; ++y) {
    for (int x = static_cast<int>(near.x) - 9; x <= static_cast<int>(near.x) + 9; ++x) {
      const auto at = static_cast<std::size_t>(y * chip.width() + x) * 3 + channel;
      const double light = chip.pixels()[at];
      sum += light;
      sum_x += light * x;
      sum_y += light * y;
    }
  }
  return {static_cast<float>(sum_x / sum), static_cast<float>(sum_y / sum)};
}

Face FaceAt(const std::array<Point, 5>& points) {
  Face face;
  face.points = FacePoints{points[0], points[1], points[2], points[3], points[4]};
  return face;
}

TEST(FivePointAligner, PutsTheFivePointsOnTheirPlacesInTheChip) {
  const auto aligner = MakeFivePointAligner(YunetFrame());
  for (const Placement& place : kPlacements) {
    const std::array<Point, 5> points = PlacedTemplate(place);
    const auto chip = aligner->Align(Dots(points, {255, 255, 255}), FaceAt(points));
    ASSERT_OK(chip);
    ASSERT_EQ(chip->image.width(), kChipSidePx);
    ASSERT_EQ(chip->image.height(), kChipSidePx);
    for (const Point& mean_face : kYunetTemplate) {
      const Point want = ChipPointOf(mean_face);
      const Point got = CentreOfLight(chip->image, want, 0);
      // dlib itself cuts half a pixel to the top left.
      EXPECT_NEAR(got.x, want.x, 0.75) << "turned by " << place.angle;
      EXPECT_NEAR(got.y, want.y, 0.75) << "turned by " << place.angle;
    }
  }
}

TEST(FivePointAligner, KeepsChipsRgb) {
  const auto aligner = MakeFivePointAligner(YunetFrame());
  const std::array<Point, 5> points = PlacedTemplate({0, 1});
  const auto chip = aligner->Align(Dots(points, {250, 20, 0}), FaceAt(points));
  ASSERT_OK(chip);
  const Point nose = ChipPointOf(kYunetTemplate[2]);
  const auto at = static_cast<std::size_t>(std::lround(nose.y) * kChipSidePx + std::lround(nose.x));
  EXPECT_NEAR(chip->image.pixels()[at * 3], 250, 5);
  EXPECT_NEAR(chip->image.pixels()[at * 3 + 1], 20, 5);
  EXPECT_NEAR(chip->image.pixels()[at * 3 + 2], 0, 5);
}

TEST(FivePointAligner, NamesItsAlignmentInEveryChip) {
  FivePointFrame frame = YunetFrame();
  frame.alignment = "other-template";
  const auto aligner = MakeFivePointAligner(frame);
  const std::array<Point, 5> points = PlacedTemplate({0, 1});
  const auto chip = aligner->Align(Dots(points, {9, 9, 9}), FaceAt(points));
  ASSERT_OK(chip);
  EXPECT_EQ(chip->alignment, "other-template");
  EXPECT_EQ(aligner->alignment(), "other-template");
}

TEST(FivePointAligner, CutsTheViewsAndTheSizeThatTheFrameAsksFor) {
  FivePointFrame frame = YunetFrame();
  frame.side_px = 80;
  frame.views = kTwoViews;
  const std::array<Point, 5> points = PlacedTemplate({0, 1});
  const auto chip = MakeFivePointAligner(frame)->Align(Dots(points, {9, 9, 9}), FaceAt(points));
  ASSERT_OK(chip);
  EXPECT_EQ(chip->image.width(), 80);
  ASSERT_EQ(chip->further_views.size(), 1);
  EXPECT_EQ(chip->further_views[0].width(), 80);
}

TEST(FivePointAligner, RefusesAFaceWithoutPoints) {
  const auto aligner = MakeFivePointAligner(YunetFrame());
  const auto chip = aligner->Align(Image(1, 1, {0, 0, 0}), Face());
  EXPECT_EQ(chip.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(FivePointAligner, FillsWithBlackWhereTheFaceReachesBeyondTheImage) {
  const auto aligner = MakeFivePointAligner(YunetFrame());
  const std::array<Point, 5> points = PlacedTemplate({0, 1});
  const auto chip = aligner->Align(Image(1, 1, {255, 255, 255}), FaceAt(points));
  ASSERT_OK(chip);
  EXPECT_EQ(chip->image.pixels()[0], 0);
}

}  // namespace
}  // namespace portcullis
