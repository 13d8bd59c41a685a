// JPEG to upright RGB.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/image.h"
#include "matcher/vision/decode/decode_limits.h"

namespace portcullis {

/// Colour and grey baseline or progressive JPEG, turned upright by its EXIF orientation and
/// converted to sRGB by its colour profile. INVALID_ARGUMENT with IMAGE_UNREADABLE (also where
/// libjpeg would fill in missing data and warn), IMAGE_UNSUPPORTED (CMYK, YCCK, arithmetic coding)
/// or IMAGE_TOO_MANY_PIXELS.
absl::StatusOr<Image> DecodeJpeg(std::span<const std::uint8_t> bytes, const DecodeLimits& limits);

}  // namespace portcullis
