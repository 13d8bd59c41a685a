#include "matcher/core/quality/luminance_steps.h"

#include <cmath>

namespace portcullis {
namespace {

// The mean of |value(x, y)| over a part without its last `columns` columns and `rows` rows, which
// are what `value` looks at beyond (x, y).
template <typename Value>
std::optional<double> MeanSize(const FacePatch& face, const PatchArea& part, int columns, int rows,
                               const Value& value) {
  const auto [left, right] = face.Columns(part);
  const auto [top, bottom] = face.Rows(part);
  if (right - left <= columns || bottom - top <= rows) return std::nullopt;
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      if (!face.Has(x, y)) return std::nullopt;
    }
  }
  double sum = 0;
  for (int y = top; y < bottom - rows; ++y) {
    for (int x = left; x < right - columns; ++x) {
      sum += std::abs(static_cast<double>(value(x, y)));
    }
  }
  return sum / (static_cast<double>(right - left - columns) * (bottom - top - rows));
}

}  // namespace

std::optional<double> MeanStepAcross(const FacePatch& face, const PatchArea& part) {
  return MeanSize(face, part, 1, 0,
                  [&](int x, int y) { return face.At(x + 1, y) - face.At(x, y); });
}

std::optional<double> MeanStepDown(const FacePatch& face, const PatchArea& part) {
  return MeanSize(face, part, 0, 1,
                  [&](int x, int y) { return face.At(x, y + 1) - face.At(x, y); });
}

std::optional<double> MeanBendAcross(const FacePatch& face, const PatchArea& part) {
  return MeanSize(face, part, 2, 0, [&](int x, int y) {
    return face.At(x, y) - 2 * face.At(x + 1, y) + face.At(x + 2, y);
  });
}

}  // namespace portcullis
