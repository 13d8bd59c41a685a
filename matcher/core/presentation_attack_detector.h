// Seam: does an image show a person, or a picture of one?
#pragma once

#include "absl/status/statusor.h"
#include "matcher/core/face.h"
#include "matcher/core/image.h"

namespace portcullis {

/// How much an image looks like one of a person (bona fide, ISO/IEC 30107-3) rather than of a print
/// or a screen: 0 to 1, larger is more bona fide. Not a probability, and not calibrated.
struct BonaFideScore {
  double value = 0;
};

/// Not thread-safe: networks keep their activations. Make one per lane.
class PresentationAttackDetector {
 public:
  virtual ~PresentationAttackDetector() = default;

  /// INTERNAL if the underlying library fails.
  virtual absl::StatusOr<BonaFideScore> Check(const Image& image, const Face& face) = 0;
};

}  // namespace portcullis
