#include "matcher/core/quality/sharpness.h"

#include <cmath>

#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

constexpr double kFlat = 1;  // levels of luminance: a face without contrast has no detail
constexpr double kMiddle = 0.28;
constexpr double kWidth = 0.06;

}  // namespace

QualityComponent Sharpness(const FacePatch& face) {
  const auto [left, right] = face.Columns(kInnerFace);
  const auto [top, bottom] = face.Rows(kInnerFace);
  double laplacians = 0;
  double sum = 0;
  double sum_of_squares = 0;
  double count = 0;
  for (int y = top + 1; y < bottom - 1; ++y) {
    for (int x = left + 1; x < right - 1; ++x) {
      if (!face.Has(x, y) || !face.Has(x - 1, y) || !face.Has(x + 1, y) || !face.Has(x, y - 1) ||
          !face.Has(x, y + 1)) {
        continue;
      }
      const double here = face.At(x, y);
      const double laplacian = static_cast<double>(face.At(x - 1, y)) + face.At(x + 1, y) +
                               face.At(x, y - 1) + face.At(x, y + 1) - 4 * here;
      laplacians += laplacian * laplacian;
      sum += here;
      sum_of_squares += here * here;
      ++count;
    }
  }
  double raw = 0;
  if (count > 0) {
    const double mean = sum / count;
    const double deviation = std::sqrt(std::max(0.0, sum_of_squares / count - mean * mean));
    raw = std::sqrt(laplacians / count) / (deviation + kFlat);
  }
  return {QualityMeasure::kSharpness, raw, LogisticScore(raw, kMiddle, kWidth)};
}

}  // namespace portcullis
