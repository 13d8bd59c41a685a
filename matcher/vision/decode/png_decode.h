// PNG to upright RGB.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/image.h"
#include "matcher/vision/decode/decode_limits.h"

namespace portcullis {

/// Every colour type and depth of PNG. Transparent pixels are put on mid grey, 16-bit values are
/// taken as sRGB, colours are converted to sRGB by an iCCP profile (or, without one, by gAMA), an
/// eXIf orientation is applied. INVALID_ARGUMENT with IMAGE_UNREADABLE (also for a wrong checksum
/// of a chunk that counts), IMAGE_UNSUPPORTED (animated PNG) or IMAGE_TOO_MANY_PIXELS.
absl::StatusOr<Image> DecodePng(std::span<const std::uint8_t> bytes, const DecodeLimits& limits);

}  // namespace portcullis
