#include "matcher/core/quality/under_exposure.h"

#include "matcher/core/quality/luminance_share.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

constexpr float kDarkest = 25;

}  // namespace

QualityComponent UnderExposure(const FacePatch& face) {
  const double raw = ShareOfFace(face, 0, kDarkest);
  return {QualityMeasure::kUnderExposure, raw, ScoreOf((1 - raw) * (1 - raw))};
}

}  // namespace portcullis
