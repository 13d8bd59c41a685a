#include "matcher/vision/smooth_half.h"

#include <dlib/image_transforms.h>
#include <gtest/gtest.h>

#include <utility>

#include "tests/matcher/vision/noise_picture.h"

namespace portcullis {
namespace {

TEST(SmoothHalf, HasThePixelsOfDlibsPyramid) {
  for (const auto& [width, height] :
       {std::pair{9, 9}, {10, 9}, {9, 40}, {33, 18}, {100, 101}, {250, 77}}) {
    const Image image = testing::NoisePicture(width, height);
    dlib::array2d<dlib::rgb_pixel> expected;
    dlib::pyramid_down<2>()(
        dlib::sub_image(reinterpret_cast<const dlib::rgb_pixel*>(image.pixels().data()), height,
                        width, width),
        expected);
    const HalfImage half = SmoothHalfOf(RowsOf(image));
    ASSERT_EQ(half.width, expected.nc()) << width << 'x' << height;
    ASSERT_EQ(half.height, expected.nr()) << width << 'x' << height;
    for (int y = 0; y < half.height; ++y) {
      for (int x = 0; x < half.width; ++x) {
        const std::uint8_t* pixel = half.rows().row(y) + x * 3;
        EXPECT_EQ(pixel[0], expected[y][x].red);
        EXPECT_EQ(pixel[1], expected[y][x].green);
        EXPECT_EQ(pixel[2], expected[y][x].blue);
      }
    }
  }
}

TEST(SmoothHalf, KeepsWhiteWhite) {
  const Image white(40, 30, std::vector<std::uint8_t>(std::size_t{40} * 30 * 3, 255));
  for (const std::uint8_t value : SmoothHalfOf(RowsOf(white)).rgb) EXPECT_EQ(value, 255);
}

TEST(SmoothHalf, IsNothingOfAnImageOfEightPixels) {
  for (const auto& [width, height] : {std::pair{8, 40}, {40, 8}}) {
    const HalfImage half = SmoothHalfOf(RowsOf(testing::NoisePicture(width, height)));
    EXPECT_EQ(half.width, 0);
    EXPECT_EQ(half.height, 0);
  }
}

}  // namespace
}  // namespace portcullis
