#include "matcher/core/quality/mouth_closed.h"

#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/luminance_steps.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

constexpr double kNoise = 0.3;  // keeps a flat picture, without a bend, from being open
constexpr double kMiddle = 1.15;
constexpr double kWidth = -0.12;

}  // namespace

std::optional<QualityComponent> MouthClosed(const FacePatch& face) {
  const auto mouth = MeanBendAcross(face, kMouth);
  const auto inner_face = MeanBendAcross(face, kInnerFace);
  if (!mouth || !inner_face) return std::nullopt;
  const double raw = *mouth / (*inner_face + kNoise);
  return QualityComponent{QualityMeasure::kMouthClosed, raw, LogisticScore(raw, kMiddle, kWidth)};
}

}  // namespace portcullis
