// libjpeg's own way to a smaller picture.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/status.h"

namespace portcullis {

/// Decodes a JPEG at 1/divisor of its size (1, 2, 4 or 8) and drops the pixels: what that costs.
absl::Status DecodeScaled(std::span<const std::uint8_t> jpeg, int divisor);

}  // namespace portcullis
