// From portraits to faces that can be enrolled.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "border/watchlist/committer.h"
#include "border/watchlist/watchlist.h"
#include "matcher/core/checkpoint.h"
#include "matcher/pipeline/face_encoder.h"

namespace portcullis {

/// One for each portrait, in order, with new ids, pending. INVALID_ARGUMENT with PORTRAIT_REJECTED,
/// naming the portrait by its place, if it has no single clear face at or above `bar`, and what is
/// below it; errors of FaceEncoder::Encode likewise.
absl::StatusOr<std::vector<EnrolledFace>> EncodePortraits(std::span<const std::string> portraits,
                                                          const QualityBar& bar,
                                                          FaceEncoder& encoder,
                                                          const Checkpoint& checkpoint,
                                                          const WatchlistSources& sources);

}  // namespace portcullis
