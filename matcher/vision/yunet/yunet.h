// YuNet: a small convolutional network that finds faces, each with five points.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/face.h"
#include "matcher/core/pixel_rows.h"

namespace portcullis {

/// Sides of the smallest image that YuNet can look at.
inline constexpr int kYunetMinSidePx = 128;

/// Of two boxes for two faces, as intersection over union.
inline constexpr double kYunetMaxOverlap = 0.3;
/// Before overlapping ones are dropped.
inline constexpr int kYunetMaxFaces = 5000;

/// Not thread-safe.
class Yunet {
 public:
  virtual ~Yunet() = default;

  /// In pixels of `image`, the surest first. INTERNAL if a library fails.
  virtual absl::StatusOr<std::vector<Face>> Find(const PixelRows& image) = 0;
};

/// Run by OpenCV: what our own kernels are held against. OpenCV 4.6 takes this network by its path
/// alone. INVALID_ARGUMENT, saying what `file` is not, if OpenCV cannot load it.
absl::StatusOr<std::unique_ptr<Yunet>> MakeOpenCvYunet(const std::filesystem::path& file,
                                                       float min_confidence);

}  // namespace portcullis
