// JPEG to upright RGB.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/image.h"

namespace portcullis {

/// Colour and grey baseline or progressive JPEG, turned upright by its EXIF orientation.
/// INVALID_ARGUMENT with IMAGE_UNREADABLE (also where libjpeg would fill in missing data and warn),
/// IMAGE_UNSUPPORTED (CMYK, YCCK) or IMAGE_TOO_MANY_PIXELS (a side over `max_side_px`).
absl::StatusOr<Image> DecodeJpeg(std::span<const std::uint8_t> bytes, int max_side_px);

}  // namespace portcullis
