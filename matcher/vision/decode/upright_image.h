// An image that is filled row by row as it is stored and comes out upright and in sRGB.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "matcher/core/image.h"
#include "matcher/vision/decode/exif_orientation.h"
#include "matcher/vision/decode/srgb_conversion.h"

namespace portcullis {

/// Holds the pixels once: a decoder writes each row into row(), and PutRow converts its colours and
/// moves it to where the orientation says. Thread-compatible.
class UprightImage {
 public:
  /// Sides of the image as it is stored.
  UprightImage(int width, int height, ExifOrientation orientation,
               std::optional<SrgbConversion> conversion);

  /// Room for one stored row of 8-bit RGB.
  std::span<std::uint8_t> row() { return row_; }
  /// row() is stored row `y`, 0..height-1.
  void PutRow(int y);

  Image Take() &&;

 private:
  int stored_width_;
  int stored_height_;
  ExifOrientation orientation_;
  std::optional<SrgbConversion> conversion_;
  std::vector<std::uint8_t> row_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace portcullis
