// Pixels that lie somewhere else.
#pragma once

#include <cstddef>
#include <cstdint>

#include "matcher/core/image.h"

namespace portcullis {

/// 8-bit RGB, rows `step` bytes apart. Only looked at.
struct PixelRows {
  const std::uint8_t* first = nullptr;
  std::size_t step = 0;
  int width = 0;
  int height = 0;

  const std::uint8_t* row(int y) const { return first + static_cast<std::size_t>(y) * step; }
};

inline PixelRows RowsOf(const Image& image) {
  return {image.pixels().data(), static_cast<std::size_t>(image.width()) * 3, image.width(),
          image.height()};
}

}  // namespace portcullis
