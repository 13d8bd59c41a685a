// JPEG 2000 to upright RGB.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/image.h"
#include "matcher/vision/decode/decode_limits.h"

namespace portcullis {

/// A JP2 file or a codestream by itself: grey, RGB or sYCC of 1 to 16 bits, converted to sRGB by
/// its colour profile, turned upright by its EXIF orientation. A codestream by itself whose second
/// and third components are coarser than the first is taken as sYCC. INVALID_ARGUMENT with
/// IMAGE_UNREADABLE (also where openjpeg would fill in missing data or warn), IMAGE_UNSUPPORTED
/// (transparency, palettes, CMYK and more, each by name) or IMAGE_TOO_MANY_PIXELS.
absl::StatusOr<Image> DecodeJpeg2000(std::span<const std::uint8_t> bytes,
                                     const DecodeLimits& limits);

}  // namespace portcullis
