// Seam: from the bytes of an image file to pixels.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/image_source.h"

namespace portcullis {

/// Not thread-safe: an implementation may hold one worker process. Make one per lane. The bytes are
/// hostile: limits are checked on the header, before memory for the pixels is taken.
class ImageDecoder {
 public:
  virtual ~ImageDecoder() = default;

  /// INVALID_ARGUMENT with IMAGE_UNREADABLE, IMAGE_UNSUPPORTED, IMAGE_TOO_LARGE or
  /// IMAGE_TOO_MANY_PIXELS. INTERNAL with DECODER_UNAVAILABLE where images cannot be decoded now,
  /// which says nothing about this one.
  virtual absl::StatusOr<DecodedImage> Decode(std::span<const std::uint8_t> bytes) = 0;
};

}  // namespace portcullis
