#include "border/policy/shortfall_words.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"

namespace portcullis {

std::string_view MeasureWord(QualityMeasure measure) {
  switch (measure) {
    case QualityMeasure::kHeadYaw: return "head_yaw";
    case QualityMeasure::kHeadPitch: return "head_pitch";
    case QualityMeasure::kHeadRoll: return "head_roll";
    case QualityMeasure::kInterEyeDistance: return "inter_eye_distance";
    case QualityMeasure::kSharpness: return "sharpness";
    case QualityMeasure::kUnderExposure: return "under_exposure";
    case QualityMeasure::kOverExposure: return "over_exposure";
    case QualityMeasure::kIlluminationUniformity: return "illumination_uniformity";
    case QualityMeasure::kDynamicRange: return "dynamic_range";
    case QualityMeasure::kEyesOpen: return "eyes_open";
    case QualityMeasure::kMouthClosed: return "mouth_closed";
    case QualityMeasure::kMargins: return "margins";
    case QualityMeasure::kBackgroundUniformity: return "background_uniformity";
    case QualityMeasure::kSingleFace: return "single_face";
    case QualityMeasure::kForeheadVisible: return "forehead_visible";
  }
  return "";
}

std::string DescribeShortfall(const QualityShortfall& shortfall) {
  std::string name = "overall quality";
  if (shortfall.measure) name = MeasureWord(*shortfall.measure);
  std::replace(name.begin(), name.end(), '_', ' ');
  if (shortfall.measure == QualityMeasure::kInterEyeDistance) {
    // Never rounded up: what is too little does not read as enough.
    return fmt::format("{} is {:.1f} px, at least {:g} px is needed", name,
                       std::floor(10 * shortfall.value) / 10, shortfall.minimum);
  }
  return fmt::format("{} is {:.0f} of 100, at least {:.0f} is needed", name, shortfall.value,
                     shortfall.minimum);
}

}  // namespace portcullis
