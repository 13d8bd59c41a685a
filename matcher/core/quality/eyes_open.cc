#include "matcher/core/quality/eyes_open.h"

#include <cmath>

#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/luminance_steps.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

constexpr double kNoise = 0.1;  // keeps a flat picture, without a step, from being open
constexpr double kMiddle = 0.27;
constexpr double kWidth = 0.03;

}  // namespace

std::optional<QualityComponent> EyesOpen(const FacePatch& face) {
  double raw = 0;
  for (const PatchArea& eye : {kRightEye, kLeftEye}) {
    const auto across = MeanStepAcross(face, eye);
    const auto down = MeanStepDown(face, eye);
    if (!across || !down) return std::nullopt;
    raw += *across / (*across + *down + kNoise) / 2;
  }
  return QualityComponent{QualityMeasure::kEyesOpen, raw, LogisticScore(raw, kMiddle, kWidth)};
}

}  // namespace portcullis
