// Several frames of one person, as one embedding.
#pragma once

#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"

namespace portcullis {

/// The arithmetic mean of the embeddings. Of one frame: its own, bit by bit. Pure.
///
/// FAILED_PRECONDITION with MODEL_MISMATCH if they are not of one model and length;
/// INVALID_ARGUMENT if there is none.
absl::StatusOr<Embedding> FuseFrames(std::span<const Embedding> frames);

}  // namespace portcullis
