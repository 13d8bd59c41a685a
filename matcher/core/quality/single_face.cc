#include "matcher/core/quality/single_face.h"

#include <algorithm>

#include "matcher/core/quality/score_curve.h"

namespace portcullis {

QualityComponent SingleFace(const Face& face, std::span<const Face> faces) {
  float largest_other = 0;
  bool seen_itself = false;
  for (const Face& other : faces) {
    const bool is_itself = other.box.left == face.box.left && other.box.top == face.box.top &&
                           other.box.width == face.box.width && other.box.height == face.box.height;
    if (is_itself && !seen_itself) {
      seen_itself = true;
      continue;
    }
    largest_other = std::max(largest_other, other.box.area());
  }
  const float area = face.box.area();
  const double raw =
      area > 0 ? std::clamp(1.0 - static_cast<double>(largest_other / area), 0.0, 1.0) : 0;
  return {QualityMeasure::kSingleFace, raw, ScoreOf(raw)};
}

}  // namespace portcullis
