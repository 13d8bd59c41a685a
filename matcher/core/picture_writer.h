// Seam: from pixels to the bytes of an image file that people can look at.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "matcher/core/image.h"

namespace portcullis {

/// Thread-safe.
class PictureWriter {
 public:
  virtual ~PictureWriter() = default;

  /// A PNG (8-bit RGB), scaled down so that no side is longer than `max_side_px`, 1 or more; never
  /// scaled up. INTERNAL if the underlying library fails.
  virtual absl::StatusOr<std::string> Write(const Image& image, int max_side_px) const = 0;
};

}  // namespace portcullis
