// The five points of a face, found again at the size at which the detector finds them best.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "matcher/core/face.h"
#include "matcher/core/face_detector.h"
#include "matcher/core/image.h"

namespace portcullis {

/// YuNet's points scatter by a few per cent of the face, and more on large faces. Cutting the face
/// out at one fixed size, and averaging what is found in it and in its mirror image, makes them
/// independent of the size of the picture and halves the distance to what 68 landmarks give
/// (docs/accuracy.md). Not thread-safe: one per lane.
class PointRefiner {
 public:
  /// `detector` gives points.
  explicit PointRefiner(std::unique_ptr<FaceDetector> detector);

  /// The refined points of `face`, in pixels of `image`; its own points where the detector does not
  /// find it again. FAILED_PRECONDITION if `face` has none; otherwise the errors of the detector.
  absl::StatusOr<FacePoints> Refine(const Image& image, const Face& face);

 private:
  std::unique_ptr<FaceDetector> detector_;
};

}  // namespace portcullis
