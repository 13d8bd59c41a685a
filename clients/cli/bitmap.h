// Pixels, for pictures in the terminal.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace portcullis::cli {

using Rgb = std::array<std::uint8_t, 3>;

/// Rows from the top, without gaps.
struct Bitmap {
  int width = 0;
  int height = 0;
  std::vector<Rgb> pixels = {};

  Bitmap() = default;
  Bitmap(int columns, int rows);
  Rgb& At(int x, int y) { return pixels[Index(x, y)]; }
  const Rgb& At(int x, int y) const { return pixels[Index(x, y)]; }

 private:
  std::size_t Index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  }
};

/// DATA_LOSS with PICTURE_UNREADABLE for what is no PNG, or one of more than 4096 px a side.
absl::StatusOr<Bitmap> DecodePng(std::string_view png);

}  // namespace portcullis::cli
