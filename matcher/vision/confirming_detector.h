// Looks twice: a face counts only if it is found again at the size at which it is seen best.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/face.h"
#include "matcher/core/face_detector.h"
#include "matcher/core/image.h"

namespace portcullis {

/// At one look YuNet either misses faces or sees them where there are none, and its points scatter
/// by several per cent of the face. So each face of a generous first look is cut out at one fixed
/// size and looked for again, in the crop and in its mirror image. What both confirm is a face, and
/// the mean of both is where its points are (docs/accuracy.md has the figures). Thread-safety: as
/// every FaceDetector.
class ConfirmingDetector : public FaceDetector {
 public:
  /// Both give points; `first` reports the doubtful too.
  ConfirmingDetector(std::unique_ptr<FaceDetector> first, std::unique_ptr<FaceDetector> second,
                     float min_confidence);

  /// The boxes are those of the first look, points and confidence those of the second: the mean of
  /// the two views, at least `min_confidence`.
  absl::StatusOr<std::vector<Face>> Detect(const Image& image) override;

 private:
  std::unique_ptr<FaceDetector> first_;
  std::unique_ptr<FaceDetector> second_;
  float min_confidence_;
};

}  // namespace portcullis
