// Colour profiles through the decoder.
#include <png.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <utility>

#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/decode/srgb_conversion.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/decode/colour_profiles.h"
#include "tests/matcher/vision/decode/image_files.h"
#include "tests/matcher/vision/decode/jpeg2000_files.h"

namespace portcullis {
namespace {

using testing::AdobeRgbProfile;
using testing::FailsWith;
using testing::FileBytes;
using testing::FourQuarters;
using testing::JpegColour;
using testing::JpegFile;
using testing::JpegWithProfile;
using testing::JpegWithProfilePart;
using testing::LinearGreyProfile;
using testing::MessageHas;
using testing::PackedProfile;
using testing::PngFile;
using testing::SamePixels;
using testing::SrgbProfile;
using testing::WithPngChunk;

using Rgb = std::array<int, 3>;

absl::StatusOr<Image> Decode(const FileBytes& file, const DecodeLimits& limits = {}) {
  absl::StatusOr<DecodedImage> decoded = MakeImageDecoder(limits)->Decode(file);
  if (!decoded.ok()) return decoded.status();
  return std::move(decoded->image);
}

Image Plain(Rgb colour, int width = 16, int height = 16) {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < width * height; ++i) {
    for (const int value : colour) pixels.push_back(static_cast<std::uint8_t>(value));
  }
  return Image(width, height, std::move(pixels));
}

FileBytes PngWithProfile(const Image& image, const FileBytes& profile) {
  return WithPngChunk(PngFile(image), "iCCP", PackedProfile(profile));
}

/// No channel of any pixel further than `within` from `want`.
void ExpectPlain(const absl::StatusOr<Image>& image, Rgb want, int within) {
  ASSERT_OK(image);
  for (std::size_t i = 0; i < image->pixels().size(); ++i) {
    ASSERT_NEAR(image->pixels()[i], want[i % 3], within) << "value " << i;
  }
}

// By hand, for (200, 100, 50) in Adobe RGB: light is (v/255)^2.19921875 = (0.5861, 0.1276, 0.0278).
// In sRGB's primaries R = 1.3984 r - 0.3984 g, G = g, B = 1.0429 b - 0.0429 g, which gives (0.7687,
// 0.1276, 0.0235), and 255 (1.055 v^(1/2.4) - 0.055) of that is (227, 100, 42).
constexpr Rgb kInAdobeRgb = {200, 100, 50};
constexpr Rgb kInSrgb = {227, 100, 42};

TEST(ColourProfile, IsAppliedToPngAndJpeg2000) {
  const FileBytes profile = AdobeRgbProfile();
  ExpectPlain(Decode(PngWithProfile(Plain(kInAdobeRgb), profile)), kInSrgb, 1);
  ExpectPlain(Decode(testing::Jp2File(testing::Jpeg2000Codestream(Plain(kInAdobeRgb)),
                                      testing::ProfileColours(profile))),
              kInSrgb, 1);
}

TEST(ColourProfile, IsAppliedToJpegFromOneSegmentOrSeveral) {
  const FileBytes profile = AdobeRgbProfile();
  const FileBytes jpeg = JpegFile(Plain(kInAdobeRgb));
  for (const std::size_t part_bytes : {60000, 100}) {
    // JPEG itself may change a plain colour by one or two.
    ExpectPlain(Decode(JpegWithProfile(jpeg, profile, part_bytes)), kInSrgb, 3);
  }
}

TEST(ColourProfile, OfGreyIsAppliedToGreyPictures) {
  // Light 55/255 = 0.2157 is 255 (1.055 * 0.2157^(1/2.4) - 0.055) = 128 in sRGB.
  const FileBytes profile = LinearGreyProfile();
  ExpectPlain(Decode(JpegWithProfile(JpegFile(Plain({55, 55, 55}), JpegColour::kGrey), profile)),
              {128, 128, 128}, 2);
}

TEST(ColourProfile, OfGreyIsAppliedToGreyPngsWithAndWithoutTransparency) {
  const FileBytes packed = PackedProfile(LinearGreyProfile());
  const FileBytes grey = PngFile(
      {.width = 4, .height = 4, .colour_type = PNG_COLOR_TYPE_GRAY, .samples = FileBytes(16, 55)});
  ExpectPlain(Decode(WithPngChunk(grey, "iCCP", packed)), {128, 128, 128}, 1);
  FileBytes opaque;
  for (int i = 0; i < 16; ++i) opaque.insert(opaque.end(), {55, 255});
  const FileBytes with_alpha = PngFile(
      {.width = 4, .height = 4, .colour_type = PNG_COLOR_TYPE_GRAY_ALPHA, .samples = opaque});
  ExpectPlain(Decode(WithPngChunk(with_alpha, "iCCP", packed)), {128, 128, 128}, 1);
}

TEST(ColourProfile, OfGreyIsRefusedOnAPictureWithColours) {
  const FileBytes profile = LinearGreyProfile();
  const Image image = Plain(kInAdobeRgb);
  const FileBytes palette = testing::PalettePngFile(
      {.width = 2, .height = 1, .colour_type = PNG_COLOR_TYPE_PALETTE, .samples = {0, 1}},
      /*transparent=*/false);
  for (const FileBytes& file :
       {JpegWithProfile(JpegFile(image), profile), PngWithProfile(image, profile),
        WithPngChunk(palette, "iCCP", PackedProfile(profile)),
        testing::Jp2File(testing::Jpeg2000Codestream(image), testing::ProfileColours(profile))}) {
    const auto decoded = Decode(file);
    EXPECT_THAT(decoded,
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
    EXPECT_THAT(decoded, MessageHas("it is for grey, the image has colours"));
  }
}

TEST(ColourProfile, ThatIsSrgbLeavesEveryPixelAsItIs) {
  const Image image = FourQuarters(40, 30);
  const FileBytes jpeg = JpegFile(image);
  const auto without = Decode(jpeg);
  const auto with = Decode(JpegWithProfile(jpeg, SrgbProfile()));
  ASSERT_OK(without);
  ASSERT_OK(with);
  EXPECT_TRUE(SamePixels(*without, *with));
  const auto png = Decode(PngWithProfile(image, SrgbProfile()));
  ASSERT_OK(png);
  EXPECT_TRUE(SamePixels(image, *png));
  const auto conversion =
      SrgbConversion::FromProfile(SrgbProfile(), 1U << 20U, /*grey_image=*/false);
  ASSERT_OK(conversion);
  EXPECT_FALSE(conversion->has_value());
}

TEST(ColourProfile, GoesBeforeTheGammaOfAPng) {
  const FileBytes gamma_1 = {0, 1, 0x86, 0xA0};
  const FileBytes png =
      WithPngChunk(PngWithProfile(Plain(kInAdobeRgb), AdobeRgbProfile()), "gAMA", gamma_1);
  ExpectPlain(Decode(png), kInSrgb, 1);
}

TEST(ColourProfile, IsAppliedBeforeTheImageIsTurned) {
  const FileBytes png = WithPngChunk(PngWithProfile(Plain(kInAdobeRgb, 4, 2), AdobeRgbProfile()),
                                     "eXIf", testing::TiffWithOrientation(6));
  const auto image = Decode(png);
  ExpectPlain(image, kInSrgb, 1);
  EXPECT_EQ(image->width(), 2);
}

FileBytes With(FileBytes bytes, std::size_t at, std::uint8_t value) {
  bytes[at] = value;
  return bytes;
}

TEST(ColourProfile, IsNamedWhereItIsDamaged) {
  const FileBytes good = AdobeRgbProfile();
  const FileBytes half(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(good.size() / 2));
  const FileBytes jpeg = JpegFile(Plain(kInAdobeRgb));
  FileBytes without_tags = With(good, 131, 0);  // the count of tags
  FileBytes far_tags = good;
  for (std::size_t at = 132; at < 132 + 12U * good[131]; ++at) far_tags[at] = 0xFF;
  const std::pair<FileBytes, std::string> cases[] = {
      {JpegWithProfile(jpeg, half), "it says"},
      {JpegWithProfile(jpeg, {1, 2, 3}), "header is cut off"},
      {JpegWithProfile(jpeg, With(good, 36, 'x')), "no signature"},
      {JpegWithProfile(jpeg, without_tags), "no conversion"},
      {JpegWithProfile(jpeg, far_tags), "no conversion"},
      {JpegWithProfile(jpeg, testing::LabProfile()), "colours other than RGB and grey"},
      {JpegWithProfilePart(jpeg, good, 1, 2), "do not fit together"},
      {JpegWithProfilePart(jpeg, good, 2, 2), "do not fit together"},
      {JpegWithProfilePart(jpeg, good, 0, 0), "do not fit together"},
      {JpegWithProfilePart(JpegWithProfilePart(jpeg, good, 1, 1), good, 1, 1), "do not fit"},
      {PngWithProfile(Plain(kInAdobeRgb), half), "it says"},
      {PngWithProfile(Plain(kInAdobeRgb), {}), "empty"},
      {WithPngChunk(PngFile(Plain(kInAdobeRgb)), "iCCP", {'n', 0, 1, 2, 3}), "not packed"},
      {WithPngChunk(PngFile(Plain(kInAdobeRgb)), "iCCP", {'n', 0, 0, 2, 3}), "cannot be unpacked"},
      {WithPngChunk(PngFile(Plain(kInAdobeRgb)), "iCCP", {}), "not packed"},
      {WithPngChunk(PngWithProfile(Plain(kInAdobeRgb), good), "iCCP", PackedProfile(good)), "two"},
  };
  for (const auto& [file, message] : cases) {
    SCOPED_TRACE(message);
    const auto image = Decode(file);
    EXPECT_THAT(image,
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
    EXPECT_THAT(image, MessageHas("colour profile"));
    EXPECT_THAT(image, MessageHas(message));
  }
}

TEST(ColourProfile, IsRefusedWhereItIsLargerThanTheLimit) {
  const FileBytes profile = AdobeRgbProfile();
  const DecodeLimits exact = {.max_profile_bytes = profile.size()};
  const DecodeLimits small = {.max_profile_bytes = profile.size() - 1};
  for (const FileBytes& file : {JpegWithProfile(JpegFile(Plain(kInAdobeRgb)), profile),
                                PngWithProfile(Plain(kInAdobeRgb), profile)}) {
    EXPECT_OK(Decode(file, exact));
    EXPECT_THAT(Decode(file, small), MessageHas("colour profile has"));
  }
  // Ten megabytes of zeros in ten kilobytes.
  const FileBytes bomb = PngWithProfile(Plain(kInAdobeRgb), FileBytes(10U << 20U));
  EXPECT_THAT(Decode(bomb), MessageHas("more than 1048576 bytes"));
}

}  // namespace
}  // namespace portcullis
