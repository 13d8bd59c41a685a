#include "matcher/core/quality/inter_eye_distance.h"

#include <algorithm>
#include <cmath>

#include "matcher/core/quality/head_pose.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

// Only a rough guess, for detectors that give boxes without points (dlib's HOG).
constexpr float kInterEyeShareOfBoxWidth = 0.45F;
// Of the yaw. Beyond 72 degrees the estimate of the yaw is no longer good enough to divide by.
constexpr float kSmallestCosine = 0.3F;
constexpr float kRadiansPerDegree = 0.017453293F;
constexpr double kMiddlePx = 30;
constexpr double kWidthPx = 6;

}  // namespace

float InterEyeDistancePx(const Face& face) {
  if (!face.points) return kInterEyeShareOfBoxWidth * face.box.width;
  const FacePoints& points = *face.points;
  const auto yaw = static_cast<float>(EstimateHeadPose(points).yaw);
  return std::hypot(points.left_eye.x - points.right_eye.x,
                    points.left_eye.y - points.right_eye.y) /
         std::max(kSmallestCosine, std::cos(yaw * kRadiansPerDegree));
}

QualityComponent InterEyeDistance(const Face& face) {
  const double px = InterEyeDistancePx(face);
  return {QualityMeasure::kInterEyeDistance, px, LogisticScore(px, kMiddlePx, kWidthPx)};
}

}  // namespace portcullis
