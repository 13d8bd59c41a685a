// Several frames of one person, as one probe.
#pragma once

#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"

namespace portcullis {

/// What is searched and compared with. A distance to `embedding` means nothing until Corrected made
/// it one that the calibration of single images holds for.
struct FusedProbe {
  Embedding embedding;  // arithmetic mean of the frames; not normalised again
  /// To be added to squared distances: kScatterShare of the mean squared distance of the frames to
  /// their mean. 0 for one frame, and small for frames that are alike.
  double squared_correction = 0;

  /// sqrt(distance^2 + squared_correction). Keeps the order of distances.
  Distance Corrected(Distance distance) const;
};

/// The mean of several frames is nearer to everybody than the frames are in the mean: |mean - b|^2
/// is the mean of |frame - b|^2 less the scatter of the frames (the parallel axis theorem). Without
/// a correction more strangers come as close as the table of single images says: of two frames 2 to
/// 7 times as many, of four up to 16 times. With all of the scatter given back there are far fewer,
/// and more listed people are missed. Three quarters keep the table's word for both embedders
/// (measured on people that the choice did not see: docs/accuracy.md).
inline constexpr double kScatterShare = 0.75;

/// Of one frame: its own embedding, bit by bit. Pure. FAILED_PRECONDITION with MODEL_MISMATCH if
/// they are not of one model and length; INVALID_ARGUMENT if there is none.
absl::StatusOr<FusedProbe> FuseFrames(std::span<const Embedding> frames);

}  // namespace portcullis
