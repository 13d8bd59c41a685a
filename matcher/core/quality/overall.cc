#include "matcher/core/quality/overall.h"

#include <algorithm>
#include <cmath>

#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

double WeightOf(QualityMeasure measure) {
  switch (measure) {
    case QualityMeasure::kHeadYaw: return 1;
    case QualityMeasure::kHeadPitch: return 1;
    case QualityMeasure::kHeadRoll: return 1;
    case QualityMeasure::kInterEyeDistance: return 1;
    case QualityMeasure::kSharpness: return 1;
    case QualityMeasure::kUnderExposure: return 1;
    case QualityMeasure::kOverExposure: return 1;
    case QualityMeasure::kIlluminationUniformity: return 1;
    case QualityMeasure::kDynamicRange: return 1;
    case QualityMeasure::kEyesOpen: return 0;
    case QualityMeasure::kMouthClosed: return 0;
    case QualityMeasure::kMargins: return 0;
    case QualityMeasure::kBackgroundUniformity: return 0;
    case QualityMeasure::kSingleFace: return 0;
    case QualityMeasure::kForeheadVisible: return 0;
  }
  return 0;
}

}  // namespace

int OverallQuality(std::span<const QualityComponent> components) {
  double weights = 0;
  double logarithms = 0;
  for (const QualityComponent& component : components) {
    const double weight = WeightOf(component.measure);
    weights += weight;
    // 1 of 100 rather than 0, so that the other components still tell the worst from the bad.
    logarithms += weight * std::log(std::max(1, component.score) / 100.0);
  }
  return weights > 0 ? ScoreOf(std::exp(logarithms / weights)) : 0;
}

}  // namespace portcullis
