// An image of half the size, as dlib's pyramid makes it.
#pragma once

#include <cstdint>
#include <vector>

#include "matcher/core/pixel_rows.h"

namespace portcullis {

/// 8-bit RGB without padding between rows; 0 by 0 where there is nothing.
struct HalfImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;

  PixelRows rows() const {
    return {rgb.data(), static_cast<std::size_t>(width) * 3, width, height};
  }
};

/// Pixel for pixel what dlib::pyramid_down<2> makes of `image`, in a fraction of the time: every
/// second pixel of it, smoothed with (1 4 6 4 1) / 16 in each direction and without two pixels at
/// each edge. Nothing of images with a side of 8 or less. Pure.
HalfImage SmoothHalfOf(const PixelRows& image);

}  // namespace portcullis
