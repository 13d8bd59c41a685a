#include "matcher/core/quality_bar.h"

namespace portcullis {

std::vector<QualityShortfall> ShortfallsOf(const Quality& quality, const QualityBar& bar) {
  std::vector<QualityShortfall> shortfalls;
  if (quality.inter_eye_distance_px < bar.min_inter_eye_distance_px) {
    shortfalls.push_back({QualityMeasure::kInterEyeDistance, quality.inter_eye_distance_px,
                          bar.min_inter_eye_distance_px});
  }
  if (quality.overall < bar.min_overall) {
    shortfalls.push_back(
        {std::nullopt, static_cast<double>(quality.overall), static_cast<double>(bar.min_overall)});
  }
  for (const QualityComponent& component : quality.components) {
    const auto minimum = bar.min_scores.find(component.measure);
    if (minimum != bar.min_scores.end() && component.score < minimum->second) {
      shortfalls.push_back({component.measure, static_cast<double>(component.score),
                            static_cast<double>(minimum->second)});
    }
  }
  return shortfalls;
}

}  // namespace portcullis
