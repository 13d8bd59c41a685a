// The frame of dlib's face chips: 150x150 px, the mean face with a quarter of its size around it.
#pragma once

#include <array>
#include <span>

#include "matcher/core/face.h"
#include "matcher/core/image.h"

namespace portcullis {

inline constexpr int kChipSidePx = 150;
inline constexpr float kChipPadding = 0.25F;  // on each side, as a share of the mean face

/// Where a point of the mean face lies in the chip. Mean-face coordinates are dlib's: the tight
/// square around its mean face is (0,0) to (1,1).
inline constexpr Point ChipPointOf(Point mean_face) {
  constexpr float kScale = static_cast<float>(kChipSidePx) / (1 + 2 * kChipPadding);
  return {(kChipPadding + mean_face.x) * kScale, (kChipPadding + mean_face.y) * kScale};
}

/// A square of `side_px`, cut so that `image_points` come as close to `chip_points` as turning,
/// scaling and moving allow (least squares). Pixel for pixel as dlib::extract_image_chip cuts it,
/// because its networks were trained on such chips. Beyond the image it is black. Both spans have
/// the same length, 2 or more.
Image CutChip(const Image& image, std::span<const Point> chip_points,
              std::span<const Point> image_points, int side_px = kChipSidePx);

}  // namespace portcullis
