#include "matcher/core/quality/background_uniformity.h"

#include <cmath>

#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

constexpr double kHalfScoreGradient = 12;
constexpr int kFewestSamples = 40;
constexpr float kShoulders = 1.0F;  // below, there are clothes beside the head

bool IsBackground(const FacePatch& patch, int x, int y) {
  const float u = patch.U(x);
  const float v = patch.V(y);
  const bool in_head = u > kHead.left && u < kHead.right && v > kHead.top;
  return v < kShoulders && !in_head && patch.Has(x, y);
}

}  // namespace

std::optional<QualityComponent> BackgroundUniformity(const FacePatch& surroundings) {
  double sum = 0;
  int count = 0;
  for (int y = 0; y + 1 < surroundings.height(); ++y) {
    for (int x = 0; x + 1 < surroundings.width(); ++x) {
      if (!IsBackground(surroundings, x, y) || !IsBackground(surroundings, x + 1, y) ||
          !IsBackground(surroundings, x, y + 1)) {
        continue;
      }
      const float here = surroundings.At(x, y);
      sum += std::hypot(static_cast<double>(surroundings.At(x + 1, y) - here),
                        static_cast<double>(surroundings.At(x, y + 1) - here));
      ++count;
    }
  }
  if (count < kFewestSamples) return std::nullopt;
  const double raw = sum / count;
  return QualityComponent{QualityMeasure::kBackgroundUniformity, raw,
                          ScoreOf(1 / (1 + raw / kHalfScoreGradient))};
}

}  // namespace portcullis
