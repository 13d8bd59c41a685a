#include "matcher/core/quality/illumination_uniformity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

constexpr std::size_t kBins = 16;
using Histogram = std::array<double, kBins>;  // shares

Histogram HistogramOf(const FacePatch& face, const PatchArea& part) {
  Histogram histogram{};
  double count = 0;
  const auto [left, right] = face.Columns(part);
  const auto [top, bottom] = face.Rows(part);
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      if (!face.Has(x, y)) continue;
      ++histogram[std::min(kBins - 1, static_cast<std::size_t>(face.At(x, y) / 16))];
      ++count;
    }
  }
  for (double& share : histogram) share /= std::max(1.0, count);
  return histogram;
}

}  // namespace

QualityComponent IlluminationUniformity(const FacePatch& face) {
  const Histogram right = HistogramOf(face, kRightCheek);
  const Histogram left = HistogramOf(face, kLeftCheek);
  double raw = 0;
  for (std::size_t i = 0; i < kBins; ++i) raw += std::min(right[i], left[i]);
  return {QualityMeasure::kIlluminationUniformity, raw, ScoreOf(std::sqrt(raw))};
}

}  // namespace portcullis
