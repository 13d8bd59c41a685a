// CutChip against what it stands for: dlib::extract_image_chip.
#include "matcher/vision/chip_frame.h"

#include <dlib/image_transforms.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "tests/matcher/vision/noise_picture.h"

namespace portcullis {
namespace {

using Pixels = std::vector<std::uint8_t>;
using Corners = std::array<Point, 2>;  // the upper left and the lower right one

constexpr int kSide = 60;
constexpr Corners kChip = {{{0, 0}, {kSide - 1, kSide - 1}}};

Pixels CutByDlib(const Image& image, const Corners& in_image) {
  std::vector<dlib::dpoint> from;
  std::vector<dlib::dpoint> to;
  for (std::size_t i = 0; i < kChip.size(); ++i) {
    from.emplace_back(kChip[i].x, kChip[i].y);
    to.emplace_back(in_image[i].x, in_image[i].y);
  }
  dlib::array2d<dlib::rgb_pixel> chip;
  dlib::extract_image_chip(
      dlib::sub_image(reinterpret_cast<const dlib::rgb_pixel*>(image.pixels().data()),
                      image.height(), image.width(), image.width()),
      dlib::chip_details(from, to, dlib::chip_dims(kSide, kSide)), chip);
  Pixels pixels;
  for (const dlib::rgb_pixel& pixel : chip) {
    pixels.insert(pixels.end(), {pixel.red, pixel.green, pixel.blue});
  }
  return pixels;
}

Pixels Cut(const Image& image, const Corners& in_image) {
  const Image chip = CutChip(image, kChip, in_image, kSide);
  return {chip.pixels().begin(), chip.pixels().end()};
}

/// Around `centre`, `scale` pixels of the image for one of the chip.
Corners Square(Point centre, float scale, float radians) {
  const float half = scale * (kSide - 1) / 2;
  const float x = half * (std::cos(radians) - std::sin(radians));
  const float y = half * (std::cos(radians) + std::sin(radians));
  return {{{centre.x - x, centre.y - y}, {centre.x + x, centre.y + y}}};
}

TEST(CutChip, GivesThePixelsOfDlibForAnySizeTurnAndPlace) {
  const Image image = testing::NoisePicture(500, 333);
  std::mt19937 random(5);
  const auto between = [&random](float low, float high) {
    return std::uniform_real_distribution<float>(low, high)(random);
  };
  for (int i = 0; i < 300; ++i) {
    const Corners square = Square({between(-50, 550), between(-50, 380)}, between(0.2F, 9),
                                  i % 3 == 0 ? 0 : between(-3.2F, 3.2F));
    ASSERT_TRUE(Cut(image, square) == CutByDlib(image, square)) << i;
  }
}

TEST(CutChip, GivesThePixelsOfDlibWhereNothingIsScaled) {
  const Image image = testing::NoisePicture(200, 150);
  for (const Point centre : {Point{80, 70}, {80.5F, 70.5F}, {80.25F, 70.75F}, {5, 145}, {400, 9}}) {
    const Corners square = Square(centre, 1, 0);
    EXPECT_TRUE(Cut(image, square) == CutByDlib(image, square)) << centre.x << ' ' << centre.y;
  }
}

TEST(CutChip, GivesThePixelsOfDlibWhereTheImageIsTiny) {
  for (const int side : {1, 2, 8, 9, 17}) {
    const Image image = testing::NoisePicture(side, side);
    const auto middle = static_cast<float>(side) / 2;
    for (const float scale : {0.1F, 1.7F, 6.0F}) {
      const Corners square = Square({middle, middle}, scale, 0.3F);
      EXPECT_TRUE(Cut(image, square) == CutByDlib(image, square)) << side << ' ' << scale;
    }
  }
}

}  // namespace
}  // namespace portcullis
