#include "matcher/core/quality/inter_eye_distance.h"

#include <cmath>

#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

// Only a rough guess, for detectors that give boxes without points (dlib's HOG).
constexpr float kInterEyeShareOfBoxWidth = 0.45F;
constexpr double kMiddlePx = 30;
constexpr double kWidthPx = 6;

}  // namespace

float InterEyeDistancePx(const Face& face) {
  if (!face.points) return kInterEyeShareOfBoxWidth * face.box.width;
  return std::hypot(face.points->left_eye.x - face.points->right_eye.x,
                    face.points->left_eye.y - face.points->right_eye.y);
}

QualityComponent InterEyeDistance(const Face& face) {
  const double px = InterEyeDistancePx(face);
  return {QualityMeasure::kInterEyeDistance, px, LogisticScore(px, kMiddlePx, kWidthPx)};
}

}  // namespace portcullis
