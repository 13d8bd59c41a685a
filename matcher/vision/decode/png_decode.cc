#include "matcher/vision/decode/png_decode.h"

#include <png.h>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/exif_orientation.h"
#include "matcher/vision/decode/png_outline.h"
#include "matcher/vision/decode/srgb_conversion.h"

namespace portcullis {
namespace {

/// libpng's simplified reader: it knows every colour type, depth and interlacing.
absl::StatusOr<std::vector<std::uint8_t>> ReadPixels(const PngOutline& outline) {
  const auto unreadable = [](const png_image& png) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     fmt::format("PNG is corrupt or cut off: {}", png.message));
  };
  png_image png = {};
  png.version = PNG_IMAGE_VERSION;
  const std::vector<std::uint8_t>& file = outline.plain_file;
  if (png_image_begin_read_from_memory(&png, file.data(), file.size()) == 0) {
    return unreadable(png);
  }
  png.format = PNG_FORMAT_RGB;
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  constexpr png_color kMidGrey = {128, 128, 128};
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(outline.width) *
                                   static_cast<std::size_t>(outline.height) * 3);
  if (png_image_finish_read(&png, &kMidGrey, pixels.data(), /*row_stride=*/0, nullptr) == 0) {
    return unreadable(png);
  }
  return pixels;
}

}  // namespace

absl::StatusOr<Image> DecodePng(std::span<const std::uint8_t> bytes, const DecodeLimits& limits) {
  PORTCULLIS_ASSIGN_OR_RETURN(const PngOutline outline, ReadPngOutline(bytes, limits));
  std::optional<SrgbConversion> conversion;
  if (!outline.profile.empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        conversion,
        SrgbConversion::FromProfile(outline.profile, limits.max_profile_bytes, outline.is_grey));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<std::uint8_t> pixels, ReadPixels(outline));
  if (conversion) conversion->Convert(pixels);
  return MakeUpright(Image(outline.width, outline.height, std::move(pixels)), outline.orientation);
}

}  // namespace portcullis
