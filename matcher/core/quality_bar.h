// How good a face must be to be used.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "matcher/core/quality.h"

namespace portcullis {

struct QualityBar {
  double min_inter_eye_distance_px = 20;
  int min_overall = 0;                         // 0..100
  std::map<QualityMeasure, int> min_scores{};  // of components, 0..100

  friend bool operator==(const QualityBar&, const QualityBar&) = default;
};

/// What is below the bar.
struct QualityShortfall {
  std::optional<QualityMeasure> measure;  // none: the overall value
  double value = 0;    // the score; raw for kInterEyeDistance where the bar in pixels is missed
  double minimum = 0;  // in the same unit

  friend bool operator==(const QualityShortfall&, const QualityShortfall&) = default;
};

/// Empty if `quality` is good enough. A measure that could not be taken is not below its minimum.
/// Pure.
std::vector<QualityShortfall> ShortfallsOf(const Quality& quality, const QualityBar& bar);

}  // namespace portcullis
