// PNG to upright RGB.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/image.h"

namespace portcullis {

/// Every colour type and depth of PNG. Transparent pixels are put on mid grey, 16-bit values are
/// taken as sRGB, an eXIf orientation is applied. INVALID_ARGUMENT with IMAGE_UNREADABLE,
/// IMAGE_UNSUPPORTED (animated PNG) or IMAGE_TOO_MANY_PIXELS (a side over `max_side_px`).
absl::StatusOr<Image> DecodePng(std::span<const std::uint8_t> bytes, int max_side_px);

}  // namespace portcullis
