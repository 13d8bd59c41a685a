// A decoded picture.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace portcullis {

/// 8-bit RGB, upright (EXIF orientation already applied), rows from the top without padding:
/// channel c of pixel (x, y) is pixels()[(y * width + x) * 3 + c]. Immutable; copying is deep.
class Image {
 public:
  /// `pixels` has exactly width * height * 3 values; width and height are positive.
  Image(int width, int height, std::vector<std::uint8_t> pixels)
      : width_(width), height_(height), pixels_(std::move(pixels)) {
    assert(width > 0 && height > 0);
    assert(pixels_.size() ==
           static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  }

  int width() const { return width_; }
  int height() const { return height_; }
  std::span<const std::uint8_t> pixels() const { return pixels_; }

 private:
  int width_;
  int height_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace portcullis
