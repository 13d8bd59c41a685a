#include "matcher/vision/smooth_half.h"

#include <array>
#include <cstddef>

namespace portcullis {
namespace {

constexpr int kLargestWithoutHalf = 8;

/// values[i] + 4 values[i + step] + 6 values[i + 2 step] + ...: at most 16 times the largest.
template <typename Value>
std::uint16_t Smoothed(const std::array<const Value*, 5>& taps, std::size_t i) {
  return static_cast<std::uint16_t>(taps[0][i] + 4 * taps[1][i] + 6 * taps[2][i] + 4 * taps[3][i] +
                                    taps[4][i]);
}

}  // namespace

HalfImage SmoothHalfOf(const PixelRows& image) {
  if (image.width <= kLargestWithoutHalf || image.height <= kLargestWithoutHalf) return {};
  HalfImage half{(image.width - 3) / 2, (image.height - 3) / 2, {}};
  const std::size_t values = static_cast<std::size_t>(image.width) * 3;
  const std::size_t step = static_cast<std::size_t>(half.width) * 3;
  half.rgb.resize(step * static_cast<std::size_t>(half.height));
  // Sums of whole numbers are the same in any order: first down, which leaves half of the rows,
  // then across at every pixel, which vectors do faster than at every second.
  std::vector<std::uint16_t> down(values);
  std::vector<std::uint16_t> both(values - 12);
  std::uint8_t* out = half.rgb.data();
  for (int y = 0; y < half.height; ++y, out += step) {
    std::array<const std::uint8_t*, 5> rows;
    for (int tap = 0; tap < 5; ++tap) rows[static_cast<std::size_t>(tap)] = image.row(2 * y + tap);
    std::uint16_t* sums = down.data();
    for (std::size_t i = 0; i < values; ++i) sums[i] = Smoothed(rows, i);
    const std::array<const std::uint16_t*, 5> columns = {sums, sums + 3, sums + 6, sums + 9,
                                                         sums + 12};
    std::uint16_t* wholes = both.data();
    for (std::size_t i = 0; i < both.size(); ++i) {
      wholes[i] = static_cast<std::uint16_t>(Smoothed(columns, i) / 256);
    }
    for (std::size_t x = 0; x < static_cast<std::size_t>(half.width); ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        out[3 * x + c] = static_cast<std::uint8_t>(wholes[6 * x + c]);
      }
    }
  }
  return half;
}

}  // namespace portcullis
