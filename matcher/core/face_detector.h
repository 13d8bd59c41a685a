// Seam: where the faces in an image are.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/face.h"
#include "matcher/core/image.h"

namespace portcullis {

/// Not thread-safe: detectors keep scratch memory. Make one per lane.
class FaceDetector {
 public:
  virtual ~FaceDetector() = default;

  /// All faces found, the surest first, in pixels of `image`. No face is an empty vector, not an
  /// error. INTERNAL if the underlying library fails.
  virtual absl::StatusOr<std::vector<Face>> Detect(const Image& image) = 0;
};

}  // namespace portcullis
