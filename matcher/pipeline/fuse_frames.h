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
  double stretch = 1;   // StretchFor: 1 for one frame, and nearly 1 for frames that are alike

  /// distance x stretch. Keeps the order of distances.
  Distance Corrected(Distance distance) const;
};

/// The mean of several frames is nearer to everybody than the frames are: the mean square D of the
/// distances of strangers becomes D - S (the parallel axis theorem), S being the scatter of the
/// frames, the mean square of their distances to their mean. Uncorrected, at FMR 1e-3 of the table
/// of single images 2 to 8 times as many strangers come that close to two frames, and 3 to 19 times
/// as many to four. So distances are stretched by sqrt(D / (D - S)) at least. For the nearest
/// strangers that does not quite suffice; with kScatterWeight x S for S it does, for both embedders
/// and up to four frames (docs/accuracy.md).
inline constexpr double kScatterWeight = 1.5;

/// sqrt(D / (D - kScatterWeight S)), at most 2; 1 if there is no scatter. `strangers` is D
/// (Calibration::MeanSquareOfStrangers), above 0; `scatter` is 0 or more.
double StretchFor(double scatter, double strangers);

/// Of one frame: its own embedding, bit by bit. `strangers` as for StretchFor. Pure.
/// FAILED_PRECONDITION with MODEL_MISMATCH if they are not of one model and length;
/// INVALID_ARGUMENT if there is none.
absl::StatusOr<FusedProbe> FuseFrames(std::span<const Embedding> frames, double strangers);

}  // namespace portcullis
