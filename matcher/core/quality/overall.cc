#include "matcher/core/quality/overall.h"

#include <algorithm>
#include <cmath>

#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

/// Fitted on 2026-11-28 to the first half of the people of lfw-dev (embeddings of dlib-densenet-v1
/// and mobilefacenet-v1), by hand in few steps, because a free fit to so few missed pairs did worse
/// than equal weights on the other half. Blur, darkness and smallness are rare there and common at
/// a border: what can ruin an image alone has 0.3 at least, whatever the fit said. What brought no
/// gain has none.
double ExponentOf(QualityMeasure measure) {
  switch (measure) {
    case QualityMeasure::kHeadYaw: return 0.3;
    case QualityMeasure::kHeadPitch: return 0.8;
    case QualityMeasure::kHeadRoll: return 0.8;
    case QualityMeasure::kInterEyeDistance: return 0.4;
    case QualityMeasure::kSharpness: return 0.4;
    case QualityMeasure::kUnderExposure: return 0.4;
    case QualityMeasure::kOverExposure: return 0.3;
    case QualityMeasure::kIlluminationUniformity: return 0.1;
    case QualityMeasure::kDynamicRange: return 0;
    case QualityMeasure::kEyesOpen: return 0;
    case QualityMeasure::kMouthClosed: return 0;
    case QualityMeasure::kMargins: return 0;
    case QualityMeasure::kBackgroundUniformity: return 0;
    case QualityMeasure::kSingleFace: return 0;
    case QualityMeasure::kForeheadVisible: return 0.15;
  }
  return 0;
}

double SumOfExponents() {
  double sum = 0;
  for (const QualityMeasure measure : kAllQualityMeasures) sum += ExponentOf(measure);
  return sum;
}

}  // namespace

int OverallQuality(std::span<const QualityComponent> components) {
  double exponents = 0;
  double logarithm = 0;
  for (const QualityComponent& component : components) {
    const double exponent = ExponentOf(component.measure);
    exponents += exponent;
    // 1 of 100 rather than 0, so that the other components still tell the worst from the bad.
    logarithm += exponent * std::log(std::max(1, component.score) / 100.0);
  }
  if (exponents <= 0) return 0;
  return ScoreOf(std::exp(logarithm * SumOfExponents() / exponents));
}

}  // namespace portcullis
