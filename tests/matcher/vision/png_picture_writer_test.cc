#include "matcher/vision/png_picture_writer.h"

#include <cstdint>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "matcher/vision/decode/decoder.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAreArray;

/// No two pixels alike, up to 256 a side.
Image Pattern(int width, int height) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      pixels.push_back(static_cast<std::uint8_t>(x));
      pixels.push_back(static_cast<std::uint8_t>(y));
      pixels.push_back(static_cast<std::uint8_t>(x ^ y));
    }
  }
  return Image(width, height, std::move(pixels));
}

Image Read(const std::string& file) {
  auto decoder = MakeImageDecoder({});
  auto decoded = decoder->Decode({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()});
  EXPECT_OK(decoded);
  return decoded.ok() ? decoded->image : Image(1, 1, {0, 0, 0});
}

TEST(PngPictureWriter, LosesNothing) {
  const Image image = Pattern(31, 17);
  const auto file = MakePngPictureWriter()->Write(image, 31);
  ASSERT_OK(file);
  const Image read = Read(*file);
  EXPECT_EQ(read.width(), 31);
  EXPECT_EQ(read.height(), 17);
  EXPECT_THAT(read.pixels(), ElementsAreArray(image.pixels()));
}

TEST(PngPictureWriter, ScalesDownSoThatTheLongerSideFits) {
  struct Row {
    int width, height, expected_width, expected_height;
  };
  for (const Row& row : {Row{200, 100, 50, 25}, Row{100, 200, 25, 50}, Row{200, 1, 50, 1},
                         Row{50, 50, 50, 50}, Row{10, 20, 10, 20}}) {
    const auto file = MakePngPictureWriter()->Write(Pattern(row.width, row.height), 50);
    ASSERT_OK(file);
    const Image read = Read(*file);
    EXPECT_EQ(read.width(), row.expected_width) << row.width << "x" << row.height;
    EXPECT_EQ(read.height(), row.expected_height) << row.width << "x" << row.height;
  }
}

TEST(PngPictureWriter, AveragesWhatItScalesDown) {
  std::vector<std::uint8_t> stripes;
  for (int i = 0; i < 8 * 8; ++i) {
    const auto level = static_cast<std::uint8_t>(i % 2 == 0 ? 0 : 200);
    stripes.insert(stripes.end(), 3, level);
  }
  const auto file = MakePngPictureWriter()->Write(Image(8, 8, std::move(stripes)), 4);
  ASSERT_OK(file);
  const Image read = Read(*file);
  for (const std::uint8_t value : read.pixels()) EXPECT_EQ(value, 100);
}

}  // namespace
}  // namespace portcullis::testing
