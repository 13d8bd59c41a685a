// A picture of which no two pixels need be alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "matcher/core/image.h"

namespace portcullis::testing {

inline Image NoisePicture(int width, int height) {
  std::mt19937 random(3);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width) *
                                   static_cast<std::size_t>(height) * 3);
  for (std::uint8_t& value : pixels) value = static_cast<std::uint8_t>(random());
  return Image(width, height, std::move(pixels));
}

}  // namespace portcullis::testing
