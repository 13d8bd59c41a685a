#include "matcher/vision/chip_views.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace portcullis {
namespace {

constexpr int kSide = 101;
constexpr std::array<Point, 2> kCorners = {{{0, 0}, {kSide - 1, kSide - 1}}};

/// White, 7x7 px, in a black image that is larger than the chip by 50 px on each side; `at` is
/// where the plain chip shows it.
Image Spot(Point at) {
  constexpr int kImageSide = kSide + 100;
  std::vector<std::uint8_t> pixels(std::size_t{3} * kImageSide * kImageSide);
  for (int y = -3; y <= 3; ++y) {
    for (int x = -3; x <= 3; ++x) {
      const auto row = static_cast<std::size_t>(std::lround(at.y) + 50 + y);
      const auto column = static_cast<std::size_t>(std::lround(at.x) + 50 + x);
      for (std::size_t channel = 0; channel < 3; ++channel) {
        pixels[(row * kImageSide + column) * 3 + channel] = 255;
      }
    }
  }
  return Image(kImageSide, kImageSide, std::move(pixels));
}

Point CentreOfLight(const Image& image) {
  double sum = 0;
  double sum_x = 0;
  double sum_y = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const double light = image.pixels()[static_cast<std::size_t>(y * image.width() + x) * 3];
      sum += light;
      sum_x += light * x;
      sum_y += light * y;
    }
  }
  return {static_cast<float>(sum_x / sum), static_cast<float>(sum_y / sum)};
}

/// Where the views show what the plain chip shows at `at`.
std::vector<Point> SeenAt(Point at, std::span<const ChipView> views) {
  constexpr std::array<Point, 2> kInImage = {{{50, 50}, {kSide + 49, kSide + 49}}};
  const FaceChip chip = CutViews(Spot(at), kCorners, kInImage, kSide, views, "v1");
  std::vector<Point> seen = {CentreOfLight(chip.image)};
  for (const Image& view : chip.further_views) seen.push_back(CentreOfLight(view));
  return seen;
}

TEST(CutViews, ShowsAPointWhereItsViewSays) {
  // The middle is (50, 50), so the spot is 20 px right of it and 10 px below.
  constexpr std::array<ChipView, 4> kViews = {
      {{},
       {.mirrored = true},
       {.turned_degrees = 90},
       {.turned_degrees = 90, .enlarged = 1.5F, .mirrored = true}}};
  const std::vector<Point> seen = SeenAt({70, 60}, kViews);
  const std::array<Point, 4> expected = {{{70, 60}, {30, 60}, {40, 70}, {65, 80}}};
  ASSERT_EQ(seen.size(), 4);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_NEAR(seen[i].x, expected[i].x, 0.75) << "view " << i;
    EXPECT_NEAR(seen[i].y, expected[i].y, 0.75) << "view " << i;
  }
}

TEST(CutViews, KeepsTheMiddleInTheMiddle) {
  for (const Point& seen : SeenAt({50, 50}, kFourViews)) {
    EXPECT_NEAR(seen.x, 50, 0.75);
    EXPECT_NEAR(seen.y, 50, 0.75);
  }
}

TEST(CutViews, GivesAllViewsTheSizeOfTheChipAndNamesTheAlignment) {
  const FaceChip chip = CutViews(Spot({50, 50}), kCorners, kCorners, kSide, kFourViews, "v1");
  EXPECT_EQ(chip.alignment, "v1");
  ASSERT_EQ(chip.further_views.size(), 3);
  for (const Image& view : chip.further_views) {
    EXPECT_EQ(view.width(), kSide);
    EXPECT_EQ(view.height(), kSide);
  }
}

TEST(CutViews, StartsWithThePlainChip) {
  for (const std::span<const ChipView> views :
       {std::span<const ChipView>(kFourViews), std::span<const ChipView>(kTwoViews)}) {
    EXPECT_EQ(views.front().turned_degrees, 0);
    EXPECT_EQ(views.front().enlarged, 1);
    EXPECT_FALSE(views.front().mirrored);
  }
}

}  // namespace
}  // namespace portcullis
