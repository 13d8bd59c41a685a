#include "matcher/core/turn_image.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace portcullis {
namespace {

/// In pixels of the image as it was: where the top left pixel of the turned one lies, and how far
/// it is to the next one of its row and of its column.
struct Walk {
  std::ptrdiff_t start = 0;
  std::ptrdiff_t to_right = 0;
  std::ptrdiff_t to_below = 0;
};

Walk WalkOf(std::ptrdiff_t width, std::ptrdiff_t height, Turn turn) {
  switch (turn) {
    case Turn::kQuarter: return {(height - 1) * width, -width, 1};
    case Turn::kHalf: return {height * width - 1, -1, -width};
    case Turn::kThreeQuarters: return {width - 1, width, -1};
  }
  return {};
}

}  // namespace

Image TurnClockwise(const Image& image, Turn turn) {
  const bool swaps_sides = turn != Turn::kHalf;
  const int width = swaps_sides ? image.height() : image.width();
  const int height = swaps_sides ? image.width() : image.height();
  const Walk walk = WalkOf(image.width(), image.height(), turn);
  const std::uint8_t* const from = image.pixels().data();
  std::vector<std::uint8_t> turned(image.pixels().size());
  std::uint8_t* to = turned.data();
  for (std::ptrdiff_t y = 0; y < height; ++y) {
    const std::uint8_t* pixel = from + 3 * (walk.start + y * walk.to_below);
    for (int x = 0; x < width; ++x, to += 3) {
      to[0] = pixel[0];
      to[1] = pixel[1];
      to[2] = pixel[2];
      if (x + 1 < width) pixel += 3 * walk.to_right;
    }
  }
  return Image(width, height, std::move(turned));
}

}  // namespace portcullis
