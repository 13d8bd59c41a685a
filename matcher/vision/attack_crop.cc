#include "matcher/vision/attack_crop.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"

namespace portcullis {
namespace {

struct Stretch {
  int first = 0;
  int length = 0;
};

/// `length` px around `centre`, moved into 0..size - 1. `length` is at most size - 1.
Stretch Inside(float centre, float length, int size) {
  const auto last = static_cast<float>(size - 1);
  const float first = std::clamp(centre - length / 2, 0.0F, std::max(0.0F, last - length));
  const int from = static_cast<int>(first);
  const int to = std::min(static_cast<int>(first + length), size - 1);
  return {from, to - from + 1};
}

}  // namespace

absl::StatusOr<PixelRectangle> AttackCrop(const Box& face, int width, int height, float scale) {
  if (!(face.width > 0) || !(face.height > 0) || !std::isfinite(face.area()) ||
      !std::isfinite(face.left) || !std::isfinite(face.top) || width < 2 || height < 2) {
    return absl::InternalError(fmt::format("no face of {}x{} px can be cropped from {}x{}",
                                           face.width, face.height, width, height));
  }
  const float fitting = std::min({scale, static_cast<float>(width - 1) / face.width,
                                  static_cast<float>(height - 1) / face.height});
  const Point centre = face.centre();
  const Stretch columns = Inside(centre.x, fitting * face.width, width);
  const Stretch rows = Inside(centre.y, fitting * face.height, height);
  return PixelRectangle{columns.first, rows.first, columns.length, rows.length};
}

}  // namespace portcullis
