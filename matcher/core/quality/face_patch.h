// The luminance of a face, sampled at one size whatever the size of the image.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "matcher/core/image.h"
#include "matcher/core/quality/face_frame.h"

namespace portcullis {

/// A rectangle in the coordinates of a FaceFrame.
struct PatchArea {
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;
};

/// Samples of ITU-R BT.601 luminance (0.299 R + 0.587 G + 0.114 B), 0 to 255, in rows from the
/// top; the face is upright in it. Immutable.
class FacePatch {
 public:
  /// Samples `area` with `samples_per_unit` samples per unit of `frame`. Where the image is finer
  /// than the samples, each is the mean over its own square; where it is coarser, it is
  /// interpolated bilinearly. Samples beyond the image are missing.
  static FacePatch Sample(const Image& image, const FaceFrame& frame, const PatchArea& area,
                          int samples_per_unit);

  /// For tests: `luminance` row by row; negative where there is none.
  FacePatch(const PatchArea& area, int samples_per_unit, std::vector<float> luminance);

  int width() const { return width_; }
  int height() const { return height_; }

  bool Has(int x, int y) const { return At(x, y) >= 0; }
  /// Negative where it is missing.
  float At(int x, int y) const {
    return luminance_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                      static_cast<std::size_t>(x)];
  }

  /// Of the centre of a sample.
  float U(int x) const { return area_.left + (static_cast<float>(x) + 0.5F) / samples_per_unit_; }
  float V(int y) const { return area_.top + (static_cast<float>(y) + 0.5F) / samples_per_unit_; }

  /// Columns and rows of the samples whose centres lie in `part`, from the first to behind the
  /// last.
  std::pair<int, int> Columns(const PatchArea& part) const;
  std::pair<int, int> Rows(const PatchArea& part) const;

 private:
  PatchArea area_;
  float samples_per_unit_;
  int width_;
  int height_;
  std::vector<float> luminance_;
};

}  // namespace portcullis
