#include "matcher/core/quality/over_exposure.h"

#include "matcher/core/quality/luminance_share.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

constexpr float kBrightest = 247;

}  // namespace

QualityComponent OverExposure(const FacePatch& face) {
  const double raw = ShareOfFace(face, kBrightest, 255);
  return {QualityMeasure::kOverExposure, raw, ScoreOf((1 - raw) * (1 - raw))};
}

}  // namespace portcullis
