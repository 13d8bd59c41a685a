// Which part of an image a presentation attack network sees.
#pragma once

#include "absl/status/statusor.h"
#include "matcher/core/face.h"

namespace portcullis {

/// Whole pixels inside an image.
struct PixelRectangle {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;

  friend bool operator==(const PixelRectangle&, const PixelRectangle&) = default;
};

/// `face` magnified `scale` times about its centre; less where the image is too small for that, and
/// moved inside where it would reach beyond the border, so that it keeps its shape. The rule of
/// Silent-Face-Anti-Spoofing, on whose crops the networks were trained. Pure. INTERNAL if `face`
/// has no area, or `width` or `height` is below 2: no detector finds such faces.
absl::StatusOr<PixelRectangle> AttackCrop(const Box& face, int width, int height, float scale);

}  // namespace portcullis
