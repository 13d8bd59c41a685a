#include "matcher/core/quality/margins.h"

#include <algorithm>

#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

constexpr double kRoomy = 0.25;
constexpr double kCutOff = -1;

}  // namespace

QualityComponent Margins(const Image& image, const FaceFrame& frame) {
  const float right = static_cast<float>(image.width()) - 0.5F;
  const float bottom = static_cast<float>(image.height()) - 0.5F;
  float smallest_px = right + bottom;
  for (const float u : {kHead.left, kHead.right}) {
    for (const float v : {kHead.top, kHead.bottom}) {
      const Point corner = frame.ToImage(u, v);
      smallest_px = std::min(
          {smallest_px, corner.x + 0.5F, corner.y + 0.5F, right - corner.x, bottom - corner.y});
    }
  }
  const double raw = static_cast<double>(smallest_px) / frame.unit_px;
  return {QualityMeasure::kMargins, raw, ScoreOf((raw - kCutOff) / (kRoomy - kCutOff))};
}

}  // namespace portcullis
