#include "matcher/vision/decode/decoder.h"

#include <png.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/decode/image_files.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using testing::FailsWith;
using testing::FileBytes;
using testing::FourQuarters;
using testing::JpegColour;
using testing::JpegFile;
using testing::JpegFileWithExif;
using testing::MessageHas;
using testing::PngFile;
using testing::TiffWithOrientation;
using testing::WithPngChunk;

using Rgb = std::array<int, 3>;
constexpr Rgb kRed = {255, 0, 0};
constexpr Rgb kGreen = {0, 255, 0};
constexpr Rgb kBlue = {0, 0, 255};
constexpr Rgb kWhite = {255, 255, 255};
constexpr int kWidth = 48;
constexpr int kHeight = 32;

absl::StatusOr<Image> Decode(const FileBytes& file, const DecodeLimits& limits = {}) {
  absl::StatusOr<DecodedImage> decoded = MakeImageDecoder(limits)->Decode(file);
  if (!decoded.ok()) return decoded.status();
  return std::move(decoded->image);
}

FileBytes Bytes(std::string_view text) { return FileBytes(text.begin(), text.end()); }

Rgb PixelAt(const Image& image, int x, int y) {
  const auto at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width()) +
                   static_cast<std::size_t>(x)) *
                  3;
  return {image.pixels()[at], image.pixels()[at + 1], image.pixels()[at + 2]};
}

/// Every channel within what JPEG may change at quality 95.
MATCHER_P(IsAbout, want, "is about that colour") {
  for (std::size_t channel = 0; channel < 3; ++channel) {
    if (std::abs(arg[channel] - want[channel]) > 12) return false;
  }
  return true;
}

/// The colours in the middles of the quarters: top left, top right, bottom left, bottom right.
std::array<Rgb, 4> Quarters(const Image& image) {
  const int x = image.width() / 4;
  const int y = image.height() / 4;
  return {PixelAt(image, x, y), PixelAt(image, 3 * x, y), PixelAt(image, x, 3 * y),
          PixelAt(image, 3 * x, 3 * y)};
}

void ExpectQuarters(const Image& image, const std::array<Rgb, 4>& want) {
  const std::array<Rgb, 4> got = Quarters(image);
  for (std::size_t i = 0; i < want.size(); ++i) {
    EXPECT_THAT(got[i], IsAbout(want[i])) << "quarter " << i;
  }
}

constexpr std::array<Rgb, 4> kUpright = {kRed, kGreen, kBlue, kWhite};

TEST(Decoder, GivesRgbInOrderFromJpegAndPng) {
  const Image original = FourQuarters(kWidth, kHeight);
  for (const FileBytes& file :
       {JpegFile(original), JpegFile(original, JpegColour::kRgb, true), PngFile(original)}) {
    const absl::StatusOr<Image> image = Decode(file);
    ASSERT_OK(image);
    EXPECT_EQ(image->width(), kWidth);
    EXPECT_EQ(image->height(), kHeight);
    ExpectQuarters(*image, kUpright);
  }
}

TEST(Decoder, SpreadsGreyJpegOverThreeChannels) {
  const absl::StatusOr<Image> image =
      Decode(JpegFile(FourQuarters(kWidth, kHeight), JpegColour::kGrey));
  ASSERT_OK(image);
  ExpectQuarters(*image, {kWhite, {0, 0, 0}, {0, 0, 0}, kWhite});  // the red channel of each
}

TEST(Decoder, DecodesAnImageOfOnePixel) {
  const Image pixel(1, 1, {10, 200, 30});
  for (const FileBytes& file : {JpegFile(pixel), PngFile(pixel)}) {
    const absl::StatusOr<Image> image = Decode(file);
    ASSERT_OK(image);
    EXPECT_THAT(PixelAt(*image, 0, 0), IsAbout(Rgb{10, 200, 30}));
  }
}

TEST(Decoder, ReadsEveryColourTypeOfPng) {
  struct Case {
    std::string name;
    testing::PngSamples samples;
    Rgb want;
  };
  const Case cases[] = {
      {"grey", {1, 1, 8, PNG_COLOR_TYPE_GRAY, {77}}, {77, 77, 77}},
      {"1-bit grey", {1, 1, 1, PNG_COLOR_TYPE_GRAY, {0x80}}, kWhite},
      {"opaque grey and alpha", {1, 1, 8, PNG_COLOR_TYPE_GRAY_ALPHA, {77, 255}}, {77, 77, 77}},
      {"16-bit grey", {1, 1, 16, PNG_COLOR_TYPE_GRAY, {77, 77}}, {77, 77, 77}},
      {"16-bit RGB", {1, 1, 16, PNG_COLOR_TYPE_RGB, {9, 9, 99, 99, 199, 199}}, {9, 99, 199}},
      {"opaque RGBA", {1, 1, 8, PNG_COLOR_TYPE_RGB_ALPHA, {9, 99, 199, 255}}, {9, 99, 199}},
      {"16-bit opaque RGBA",
       {1, 1, 16, PNG_COLOR_TYPE_RGB_ALPHA, {9, 9, 99, 99, 199, 199, 255, 255}},
       {9, 99, 199}},
  };
  for (const Case& test : cases) {
    const absl::StatusOr<Image> image = Decode(PngFile(test.samples));
    ASSERT_OK(image) << test.name;
    EXPECT_THAT(PixelAt(*image, 0, 0), IsAbout(test.want)) << test.name;
  }
}

TEST(Decoder, PutsTransparentPixelsOnMidGrey) {
  const Rgb mid_grey = {128, 128, 128};
  const absl::StatusOr<Image> rgba =
      Decode(PngFile({1, 1, 8, PNG_COLOR_TYPE_RGB_ALPHA, {255, 0, 0, 0}}));
  ASSERT_OK(rgba);
  EXPECT_EQ(PixelAt(*rgba, 0, 0), mid_grey);
  const absl::StatusOr<Image> palette =
      Decode(testing::PalettePngFile({2, 1, 8, PNG_COLOR_TYPE_PALETTE, {0, 1}}, true));
  ASSERT_OK(palette);
  EXPECT_EQ(PixelAt(*palette, 0, 0), kRed);
  EXPECT_EQ(PixelAt(*palette, 1, 0), mid_grey);
}

struct Turn {
  std::uint16_t orientation;
  std::array<Rgb, 4>
      quarters;  // of the upright image, where the stored one is red green blue white
};

constexpr std::array<Turn, 9> kTurns = {{
    {0, {kRed, kGreen, kBlue, kWhite}},  // "unknown": as stored
    {1, {kRed, kGreen, kBlue, kWhite}},
    {2, {kGreen, kRed, kWhite, kBlue}},
    {3, {kWhite, kBlue, kGreen, kRed}},
    {4, {kBlue, kWhite, kRed, kGreen}},
    {5, {kRed, kBlue, kGreen, kWhite}},
    {6, {kBlue, kRed, kWhite, kGreen}},
    {7, {kWhite, kGreen, kBlue, kRed}},
    {8, {kGreen, kWhite, kRed, kBlue}},
}};

TEST(Decoder, TurnsEveryExifOrientationUpright) {
  const Image stored = FourQuarters(kWidth, kHeight);
  for (const auto& [orientation, quarters] : kTurns) {
    SCOPED_TRACE(orientation);
    const FileBytes tiff = TiffWithOrientation(orientation);
    for (const FileBytes& file :
         {JpegFileWithExif(stored, tiff), WithPngChunk(PngFile(stored), "eXIf", tiff)}) {
      const absl::StatusOr<Image> image = Decode(file);
      ASSERT_OK(image);
      EXPECT_EQ(image->width(), orientation < 5 ? kWidth : kHeight);
      EXPECT_EQ(image->height(), orientation < 5 ? kHeight : kWidth);
      ExpectQuarters(*image, quarters);
    }
  }
}

TEST(Decoder, AcceptsMetadataThatIsNotExif) {
  FileBytes file = JpegFile(FourQuarters(kWidth, kHeight));
  const FileBytes xmp = {0xFF, 0xE1, 0, 8, 'h', 't', 't', 'p', ':', '/'};
  file.insert(file.begin() + 2, xmp.begin(), xmp.end());
  EXPECT_OK(Decode(file));
}

struct BadImage {
  std::string name;
  FileBytes file;
  ErrorReason reason;
  std::string message;
};

FileBytes CutOff(FileBytes file, std::size_t bytes) {
  file.resize(file.size() - bytes);
  return file;
}

std::vector<BadImage> BadImages() {
  const Image image = FourQuarters(600, 400);
  const FileBytes jpeg = JpegFile(image);
  const FileBytes png = PngFile(image);
  const FileBytes scrambled = {'M', 'M', 0, 42, 0xFF, 0xFF, 0xFF, 0xF0, 1, 2, 3, 4};
  FileBytes wrong_crc = WithPngChunk(png, "eXIf", TiffWithOrientation(6));
  wrong_crc[33 + 8 + 18] = 8;  // another orientation than the one that the checksum covers
  FileBytes broken_data = png;
  broken_data[broken_data.size() / 2] ^= 0x55U;
  using enum ErrorReason;
  return {
      {"zero bytes", {}, kImageUnreadable, "0 bytes"},
      {"text", Bytes("this is no image"), kImageUnreadable, "not an image"},
      {"JPEG signature alone", Bytes("\xFF\xD8\xFF"), kImageUnreadable, "JPEG"},
      {"PNG signature alone", Bytes("\x89PNG\r\n\x1A\n"), kImageUnreadable, "PNG"},
      {"truncated JPEG", CutOff(jpeg, jpeg.size() / 2), kImageUnreadable, "cut off"},
      {"JPEG without its end", CutOff(jpeg, 2), kImageUnreadable, "cut off"},
      {"truncated PNG", CutOff(png, png.size() / 2), kImageUnreadable, "cut off"},
      {"PNG with broken data", broken_data, kImageUnreadable, "corrupt"},
      {"PNG of 0 px", testing::WithDeclaredSize(png, 0, 5), kImageUnreadable, "0 px"},
      {"900-megapixel PNG", testing::WithDeclaredSize(png, 30000, 30000), kImageTooManyPixels,
       "30000x30000 px, limit is 4096"},
      {"CMYK JPEG", JpegFile(image, JpegColour::kCmyk), kImageUnsupported, "CMYK"},
      {"animated PNG", WithPngChunk(png, "acTL", {0, 0, 0, 2, 0, 0, 0, 0}), kImageUnsupported,
       "animated"},
      {"GIF", Bytes("GIF89a......"), kImageUnsupported, "GIF"},
      {"WebP", Bytes("RIFF\x01\x01\x01\x01WEBPVP8 "), kImageUnsupported, "WebP"},
      {"HEIF",
       Bytes("\x01\x01\x01\x18"
             "ftypheic...."),
       kImageUnsupported, "HEIF"},
      {"TIFF", Bytes(std::string_view("II*\0........", 12)), kImageUnsupported, "TIFF"},
      {"BMP", Bytes("BM.........."), kImageUnsupported, "BMP"},
      {"JPEG 2000 signature alone", Bytes("\xFF\x4F\xFF\x51"), kImageUnreadable, "JPEG 2000"},
      {"JPEG with scrambled EXIF", JpegFileWithExif(image, scrambled), kImageUnreadable, "EXIF"},
      {"JPEG with empty EXIF", JpegFileWithExif(image, {}), kImageUnreadable, "EXIF"},
      {"JPEG with orientation 9", JpegFileWithExif(image, TiffWithOrientation(9)), kImageUnreadable,
       "EXIF"},
      {"PNG with scrambled EXIF", WithPngChunk(png, "eXIf", scrambled), kImageUnreadable, "EXIF"},
      {"PNG with altered EXIF", wrong_crc, kImageUnreadable, "EXIF"},
  };
}

TEST(Decoder, NamesWhatIsWrongWithABadImageWithin50Ms) {
  for (const BadImage& bad : BadImages()) {
    SCOPED_TRACE(bad.name);
    const auto start = std::chrono::steady_clock::now();
    const absl::StatusOr<Image> image = Decode(bad.file);
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_THAT(image, FailsWith(StatusCode::kInvalidArgument, bad.reason));
    EXPECT_THAT(image, MessageHas(bad.message));
    EXPECT_LT(took, std::chrono::milliseconds(50));
  }
}

TEST(Decoder, SurvivesAJpegCutAtAnyByte) {
  const FileBytes jpeg = JpegFileWithExif(FourQuarters(16, 16), TiffWithOrientation(6, false));
  for (std::size_t length = 0; length < jpeg.size(); ++length) {
    const FileBytes cut(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_THAT(Decode(cut), FailsWith(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable))
        << length;
  }
}

TEST(Decoder, SurvivesAPngCutAtAnyByte) {
  const FileBytes png =
      WithPngChunk(PngFile(FourQuarters(16, 16)), "eXIf", TiffWithOrientation(6, false));
  for (std::size_t length = 0; length < png.size(); ++length) {
    const FileBytes cut(png.begin(), png.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_THAT(Decode(cut), FailsWith(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable))
        << length;
  }
}

TEST(Decoder, RefusesMoreBytesThanTheLimit) {
  const FileBytes png = PngFile(FourQuarters(kWidth, kHeight));
  const absl::StatusOr<Image> image = Decode(png, {.max_bytes = png.size() - 1});
  EXPECT_THAT(image, FailsWith(StatusCode::kInvalidArgument, ErrorReason::kImageTooLarge));
  EXPECT_OK(Decode(png, {.max_bytes = png.size()}));
}

TEST(Decoder, RefusesASideLongerThanTheLimit) {
  const Image original = FourQuarters(kWidth, kHeight);
  for (const FileBytes& file : {JpegFile(original), PngFile(original)}) {
    EXPECT_THAT(Decode(file, {.max_side_px = kWidth - 1}),
                FailsWith(StatusCode::kInvalidArgument, ErrorReason::kImageTooManyPixels));
    EXPECT_OK(Decode(file, {.max_side_px = kWidth}));
  }
}

TEST(Decoder, RefusesAJpegThatHasMoreScansThanAPhotograph) {
  // The last scan of a progressive file, repeated: each costs a pass over all blocks.
  FileBytes jpeg = JpegFile(FourQuarters(64, 64), JpegColour::kRgb, /*progressive=*/true);
  std::size_t last_scan = 0;
  for (std::size_t i = 0; i + 1 < jpeg.size(); ++i) {
    if (jpeg[i] == 0xFF && jpeg[i + 1] == 0xDA) last_scan = i;
  }
  const FileBytes scan(jpeg.begin() + static_cast<std::ptrdiff_t>(last_scan), jpeg.end() - 2);
  for (int i = 0; i < 100; ++i) jpeg.insert(jpeg.end() - 2, scan.begin(), scan.end());
  const absl::StatusOr<Image> image = Decode(jpeg);
  EXPECT_THAT(image, FailsWith(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
}

}  // namespace
}  // namespace portcullis
