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
/// the mean of both is where its points are (docs/accuracy.md has the figures). Where nothing is
/// confirmed a closer first look follows, if there is one: a small face in a large image may have
/// been scaled away. Thread-safety: as every FaceDetector.
class ConfirmingDetector : public FaceDetector {
 public:
  /// All give points; `first_looks`, which are taken in their order, report the doubtful too.
  ConfirmingDetector(std::vector<std::unique_ptr<FaceDetector>> first_looks,
                     std::unique_ptr<FaceDetector> second, float min_confidence);

  /// The boxes are those of the first look, points and confidence those of the second: the mean of
  /// the two views, at least `min_confidence`.
  absl::StatusOr<std::vector<Face>> Detect(const Image& image) override;

 private:
  absl::StatusOr<std::vector<Face>> Confirmed(const Image& image,
                                              const std::vector<Face>& candidates);

  std::vector<std::unique_ptr<FaceDetector>> first_looks_;
  std::unique_ptr<FaceDetector> second_;
  float min_confidence_;
};

}  // namespace portcullis
