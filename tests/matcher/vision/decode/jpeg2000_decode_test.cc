#include "matcher/vision/decode/jpeg2000_decode.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/decode/image_files.h"
#include "tests/matcher/vision/decode/jpeg2000_files.h"

namespace portcullis {
namespace {

using testing::EnumeratedColours;
using testing::FailsWith;
using testing::FileBytes;
using testing::FourQuarters;
using testing::Jp2Box;
using testing::Jp2File;
using testing::Jpeg2000Codestream;
using testing::Jpeg2000Options;
using testing::Jpeg2000Samples;
using testing::MessageHas;
using testing::SamePixels;

constexpr std::uint8_t kSrgb = 16;
constexpr std::uint8_t kGrey = 17;
constexpr std::uint8_t kSycc = 18;

absl::StatusOr<Image> Decode(const FileBytes& file, const DecodeLimits& limits = {}) {
  return DecodeJpeg2000(file, limits);
}

std::vector<std::uint8_t> Pixels(const absl::StatusOr<Image>& image) {
  if (!image.ok()) return {};
  return {image->pixels().begin(), image->pixels().end()};
}

/// A picture in which every pixel is another colour.
Image Ramp(int width, int height) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      pixels.push_back(static_cast<std::uint8_t>(x * 5));
      pixels.push_back(static_cast<std::uint8_t>(y * 7));
      pixels.push_back(static_cast<std::uint8_t>(x * y));
    }
  }
  return Image(width, height, std::move(pixels));
}

TEST(Jpeg2000, IsDecodedPixelForPixelInEveryShapeOfStream) {
  const Image image = Ramp(50, 37);
  const Jpeg2000Options shapes[] = {
      {},          {.resolutions = 1}, {.tile_side = 16}, {.layers = 3},
      {.left = 5}, {.precinct = 32},   {.code_block = 16}};
  for (const Jpeg2000Options& shape : shapes) {
    const FileBytes stream = Jpeg2000Codestream(image, shape);
    for (const FileBytes& file : {stream, Jp2File(stream, EnumeratedColours(kSrgb))}) {
      const auto decoded = Decode(file);
      ASSERT_OK(decoded);
      EXPECT_EQ(decoded->width(), 50);
      EXPECT_EQ(decoded->height(), 37);
      EXPECT_TRUE(SamePixels(*decoded, image));
    }
  }
}

TEST(Jpeg2000, IsAboutRightWhereItIsLossy) {
  const Image image = FourQuarters(64, 48);
  const auto decoded = Decode(Jpeg2000Codestream(image, {.ratio = 8}));
  ASSERT_OK(decoded);
  int worst = 0;
  for (const auto& [x, y] : {std::pair{16, 12}, {48, 12}, {16, 36}, {48, 36}}) {
    const auto at = static_cast<std::size_t>(3 * (y * 64 + x));
    for (std::size_t c = 0; c < 3; ++c) {
      worst = std::max(worst, std::abs(decoded->pixels()[at + c] - image.pixels()[at + c]));
    }
  }
  EXPECT_LT(worst, 8);
}

TEST(Jpeg2000, ScalesEveryDepthToEightBits) {
  struct Case {
    int bits;
    bool is_signed;
    std::vector<std::int32_t> samples;
    std::vector<std::uint8_t> want;
  };
  const Case cases[] = {
      {1, false, {0, 1}, {0, 255}},
      {4, false, {0, 1, 8, 15}, {0, 17, 136, 255}},
      {8, false, {0, 1, 128, 255}, {0, 1, 128, 255}},
      {8, true, {-128, -127, 0, 127}, {0, 1, 128, 255}},
      {12, false, {0, 16, 2048, 4095}, {0, 1, 128, 255}},  // 2048 * 255 / 4095 = 127.53
      {16, false, {0, 257, 32896, 65535}, {0, 1, 128, 255}},
  };
  for (const Case& test : cases) {
    const auto width = static_cast<int>(test.samples.size());
    const auto decoded = Decode(
        Jpeg2000Codestream(width, 1, {Jpeg2000Samples{test.samples}},
                           {.bits = test.bits, .is_signed = test.is_signed, .resolutions = 1}));
    ASSERT_OK(decoded) << test.bits;
    std::vector<std::uint8_t> want;
    for (const std::uint8_t value : test.want) want.insert(want.end(), 3, value);
    EXPECT_EQ(Pixels(decoded), want) << test.bits;
  }
}

TEST(Jpeg2000, TakesGreyFromOneComponent) {
  const FileBytes stream =
      Jpeg2000Codestream(2, 1, {Jpeg2000Samples{{10, 200}}}, {.resolutions = 1});
  for (const FileBytes& file : {stream, Jp2File(stream, EnumeratedColours(kGrey))}) {
    EXPECT_EQ(Pixels(Decode(file)), (std::vector<std::uint8_t>{10, 10, 10, 200, 200, 200}));
  }
  EXPECT_THAT(Decode(Jp2File(stream, EnumeratedColours(kSrgb))), MessageHas("has one component"));
}

// By hand: Y 100, Cb 90, Cr 160 are R = 100 + 1.402 * 32 = 144.9, G = 100 + 0.3441 * 38 - 0.7141 *
// 32 = 90.2, B = 100 - 1.772 * 38 = 32.7; with Y 200 each is 100 more, and 244.9 is the highest.
TEST(Jpeg2000, ConvertsSyccWithCoarseColours) {
  const std::vector<Jpeg2000Samples> components = {
      {{100, 200, 100, 200}}, {{90}, 2, 2}, {{160}, 2, 2}};
  const FileBytes stream = Jpeg2000Codestream(2, 2, components, {.resolutions = 1});
  const std::vector<std::uint8_t> row = {145, 90, 33, 245, 190, 133};
  std::vector<std::uint8_t> want = row;
  want.insert(want.end(), row.begin(), row.end());
  EXPECT_EQ(Pixels(Decode(stream)), want);
  EXPECT_EQ(Pixels(Decode(Jp2File(stream, EnumeratedColours(kSycc)))), want);
  // The file's word counts: the same samples as red, green and blue.
  const std::vector<std::uint8_t> rgb = {100, 90, 160, 200, 90, 160, 100, 90, 160, 200, 90, 160};
  EXPECT_EQ(Pixels(Decode(Jp2File(stream, EnumeratedColours(kSrgb)))), rgb);
}

TEST(Jpeg2000, IsTurnedUprightOnceByItsExifBox) {
  const Image stored(2, 1, {255, 0, 0, 0, 0, 255});
  const FileBytes stream = Jpeg2000Codestream(stored, {.resolutions = 1});
  const std::string uuid = "JpgTiffExif->JP2";
  for (const std::string& prefix : {std::string(), std::string("Exif\0\0", 6)}) {
    FileBytes content(uuid.begin(), uuid.end());
    content.insert(content.end(), prefix.begin(), prefix.end());
    for (const std::uint8_t byte : testing::TiffWithOrientation(6)) content.push_back(byte);
    const auto image = Decode(Jp2File(stream, EnumeratedColours(kSrgb), Jp2Box("uuid", content)));
    ASSERT_OK(image);
    EXPECT_EQ(image->width(), 1);
    EXPECT_EQ(Pixels(image), (std::vector<std::uint8_t>{255, 0, 0, 0, 0, 255}));
  }
}

TEST(Jpeg2000, NamesTheColoursThatItDoesNotTake) {
  const FileBytes stream = Jpeg2000Codestream(FourQuarters(8, 8));
  const std::vector<Jpeg2000Samples> four(4, Jpeg2000Samples{std::vector<std::int32_t>(64, 9)});
  const std::vector<Jpeg2000Samples> two(2, Jpeg2000Samples{std::vector<std::int32_t>(64, 9)});
  const FileBytes colours = EnumeratedColours(kSrgb);
  const auto with = [&](const FileBytes& box) {
    FileBytes boxes = colours;
    boxes.insert(boxes.end(), box.begin(), box.end());
    return Jp2File(stream, boxes);
  };
  const std::pair<FileBytes, std::string> cases[] = {
      {Jp2File(stream, EnumeratedColours(12)), "CMYK"},
      {Jp2File(stream, EnumeratedColours(14)), "colour space 14"},
      {Jpeg2000Codestream(8, 8, four), "4 components"},
      {Jpeg2000Codestream(8, 8, two), "2 components"},
      {with(Jp2Box("pclr", {})), "palette"},
      {with(Jp2Box("cdef", {0, 1, 0, 2, 0, 1, 0, 0})), "transparency"},
      {with(Jp2Box("cdef", {0, 1, 0, 0, 0, 0, 0, 3})), "another order"},
  };
  for (const auto& [file, message] : cases) {
    const auto image = Decode(file);
    EXPECT_THAT(image,
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported));
    EXPECT_THAT(image, MessageHas(message));
  }
  EXPECT_OK(Decode(with(Jp2Box("cdef", {0, 1, 0, 0, 0, 0, 0, 1}))));
}

TEST(Jpeg2000, IsUnreadableWhereItsBoxesAre) {
  const FileBytes stream = Jpeg2000Codestream(FourQuarters(8, 8));
  FileBytes many;
  for (int i = 0; i < 300; ++i) {
    for (const std::uint8_t byte : Jp2Box("free", {})) many.push_back(byte);
  }
  FileBytes too_long = Jp2File(stream, EnumeratedColours(kSrgb));
  too_long[12] = 0x7F;  // in the length of ftyp
  const std::pair<FileBytes, std::string> cases[] = {
      {Jp2File(stream, Jp2Box("colr", {1})), "colours are cut off"},
      {Jp2File(stream, Jp2Box("colr", {1, 0, 0, 0, 0})), "colours are cut off"},
      {Jp2File(stream, Jp2Box("cdef", {0, 2, 0, 0})), "channel definitions are cut off"},
      {Jp2File(stream, EnumeratedColours(kSrgb), many), "more than 256 boxes"},
      {Jp2File({}, EnumeratedColours(kSrgb)), "cut off"},
      {too_long, "a box of 2130706452 bytes"},
      {Jp2Box("jP  ", {'\r', '\n', 0x87, '\n'}), "no codestream"},
      {Jp2File(stream, EnumeratedColours(kGrey)), "has three components"},
  };
  for (const auto& [file, message] : cases) {
    const auto image = Decode(file);
    EXPECT_THAT(image,
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
    EXPECT_THAT(image, MessageHas(message));
  }
}

TEST(Jpeg2000, IsUnreadableWhenCutAtAnyByte) {
  const FileBytes file =
      Jp2File(Jpeg2000Codestream(Ramp(20, 20), {.tile_side = 16}), EnumeratedColours(kSrgb));
  ASSERT_OK(Decode(file));
  for (std::size_t length = 0; length < file.size(); ++length) {
    const FileBytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_THAT(Decode(cut),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable))
        << length;
  }
}

TEST(Jpeg2000, SurvivesEveryByteChanged) {
  const FileBytes file = Jpeg2000Codestream(Ramp(20, 20), {.tile_side = 16});
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const unsigned change : {0x01U, 0x80U, 0xFFU}) {
      FileBytes changed = file;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ change);
      const auto image = Decode(changed);
      EXPECT_TRUE(image.ok() || ErrorReasonOf(image.status()).has_value());
    }
  }
}

}  // namespace
}  // namespace portcullis
