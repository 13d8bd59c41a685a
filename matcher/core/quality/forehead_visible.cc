#include "matcher/core/quality/forehead_visible.h"

#include <optional>

#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

constexpr double kMiddle = 0.5;
constexpr double kWidth = 0.1;
constexpr double kBlack = 1;  // of 255: a darker cheek says nothing about the light

std::optional<double> MeanOf(const FacePatch& face, const PatchArea& part) {
  double sum = 0;
  int count = 0;
  const auto [left, right] = face.Columns(part);
  const auto [top, bottom] = face.Rows(part);
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      if (!face.Has(x, y)) return std::nullopt;
      sum += static_cast<double>(face.At(x, y));
      ++count;
    }
  }
  return sum / count;
}

}  // namespace

std::optional<QualityComponent> ForeheadVisible(const FacePatch& face) {
  const auto forehead = MeanOf(face, kForehead);
  const auto right = MeanOf(face, kRightCheek);
  const auto left = MeanOf(face, kLeftCheek);
  if (!forehead || !right || !left) return std::nullopt;
  const double cheeks = (*right + *left) / 2;
  if (cheeks < kBlack) return std::nullopt;
  const double raw = *forehead / cheeks;
  return QualityComponent{QualityMeasure::kForeheadVisible, raw,
                          LogisticScore(raw, kMiddle, kWidth)};
}

}  // namespace portcullis
