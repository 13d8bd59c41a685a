// From a raw measure to a score.
#pragma once

#include <algorithm>
#include <cmath>

namespace portcullis {

/// Rounded to 0..100; 0 for what is not a number.
inline int ScoreOf(double share_of_100) {
  if (!(share_of_100 > 0)) return 0;
  return static_cast<int>(std::lround(100 * std::min(1.0, share_of_100)));
}

/// Logistic curve: 50 at `middle`, 73 one `width` beyond. Falls where `width` is negative.
inline int LogisticScore(double raw, double middle, double width) {
  return ScoreOf(1 / (1 + std::exp(-(raw - middle) / width)));
}

}  // namespace portcullis
