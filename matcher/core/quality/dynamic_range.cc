#include "matcher/core/quality/dynamic_range.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {

QualityComponent DynamicRange(const FacePatch& face) {
  std::array<double, 256> histogram{};
  double count = 0;
  for (int y = 0; y < face.height(); ++y) {
    for (int x = 0; x < face.width(); ++x) {
      if (!face.Has(x, y) || !IsInFace(face.U(x), face.V(y))) continue;
      ++histogram[static_cast<std::size_t>(std::min(255L, std::lround(face.At(x, y))))];
      ++count;
    }
  }
  double bits = 0;
  for (const double level : histogram) {
    if (level > 0) bits -= level / count * std::log2(level / count);
  }
  return {QualityMeasure::kDynamicRange, bits, ScoreOf(bits / 8)};
}

}  // namespace portcullis
