#include "matcher/vision/area_scaler.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "tests/matcher/vision/noise_picture.h"

namespace portcullis {
namespace {

struct Sizes {
  int from_width, from_height, width, height;
};

std::vector<std::uint8_t> ScaledByOpenCv(const Image& image, int width, int height) {
  const cv::Mat rgb(image.height(), image.width(), CV_8UC3,
                    const_cast<std::uint8_t*>(image.pixels().data()));
  cv::Mat scaled;
  cv::resize(rgb, scaled, cv::Size(width, height), 0, 0, cv::INTER_AREA);
  return {scaled.datastart, scaled.dataend};
}

TEST(AreaScaler, GivesThePixelsOfOpenCv) {
  for (const Sizes& sizes : {Sizes{1350, 1350, 480, 480},
                             {640, 480, 480, 360},
                             {481, 470, 480, 469},
                             {960, 961, 480, 480},
                             {1441, 480, 480, 160},
                             {2000, 3, 480, 1},
                             {4000, 301, 480, 36},
                             {481, 3, 480, 3},
                             {3, 2, 2, 1}}) {
    const Image image = testing::NoisePicture(sizes.from_width, sizes.from_height);
    ASSERT_FALSE(IsExactFraction(image, sizes.width, sizes.height));
    std::vector<std::uint8_t> scaled(static_cast<std::size_t>(sizes.width * sizes.height * 3));
    ScaleByArea(image, sizes.width, sizes.height, scaled.data());
    EXPECT_TRUE(scaled == ScaledByOpenCv(image, sizes.width, sizes.height))
        << sizes.from_width << 'x' << sizes.from_height;
  }
}

TEST(AreaScaler, KeepsWhiteWhite) {
  const Image white(999, 701, std::vector<std::uint8_t>(std::size_t{999} * 701 * 3, 255));
  std::vector<std::uint8_t> scaled(std::size_t{480} * 337 * 3);
  ScaleByArea(white, 480, 337, scaled.data());
  for (const std::uint8_t value : scaled) ASSERT_EQ(value, 255);
}

TEST(AreaScaler, ExactFractionsAreThoseOfBothSides) {
  const Image image = testing::NoisePicture(960, 480);
  EXPECT_TRUE(IsExactFraction(image, 480, 240));
  EXPECT_TRUE(IsExactFraction(image, 320, 480));
  EXPECT_FALSE(IsExactFraction(image, 480, 239));
}

}  // namespace
}  // namespace portcullis
