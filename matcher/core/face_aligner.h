// Seam: from a face in an image to the chip that embedders take.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "matcher/core/face.h"
#include "matcher/core/face_chip.h"
#include "matcher/core/image.h"

namespace portcullis {

/// Not thread-safe. Make one per lane.
class FaceAligner {
 public:
  virtual ~FaceAligner() = default;

  /// A chip in the frame that some embedder takes, always of the same size. FAILED_PRECONDITION if
  /// `face` lacks the points that this aligner needs.
  virtual absl::StatusOr<FaceChip> Align(const Image& image, const Face& face) = 0;

  /// The name that Align puts into FaceChip::alignment.
  virtual const std::string& alignment() const = 0;
};

}  // namespace portcullis
