#include "matcher/core/quality.h"

namespace portcullis {

std::string_view QualityMeasureName(QualityMeasure measure) {
  switch (measure) {
    case QualityMeasure::kHeadYaw: return "HEAD_YAW";
    case QualityMeasure::kHeadPitch: return "HEAD_PITCH";
    case QualityMeasure::kHeadRoll: return "HEAD_ROLL";
    case QualityMeasure::kInterEyeDistance: return "INTER_EYE_DISTANCE";
    case QualityMeasure::kSharpness: return "SHARPNESS";
    case QualityMeasure::kUnderExposure: return "UNDER_EXPOSURE";
    case QualityMeasure::kOverExposure: return "OVER_EXPOSURE";
    case QualityMeasure::kIlluminationUniformity: return "ILLUMINATION_UNIFORMITY";
    case QualityMeasure::kDynamicRange: return "DYNAMIC_RANGE";
    case QualityMeasure::kEyesOpen: return "EYES_OPEN";
    case QualityMeasure::kMouthClosed: return "MOUTH_CLOSED";
    case QualityMeasure::kMargins: return "MARGINS";
    case QualityMeasure::kBackgroundUniformity: return "BACKGROUND_UNIFORMITY";
    case QualityMeasure::kSingleFace: return "SINGLE_FACE";
    case QualityMeasure::kForeheadVisible: return "FOREHEAD_VISIBLE";
  }
  return "";
}

}  // namespace portcullis
