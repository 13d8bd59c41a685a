// What a store asks of an enrolment before it keeps it.
#pragma once

#include "absl/status/status.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"

namespace portcullis {

/// FAILED_PRECONDITION with MODEL_MISMATCH if an embedding is not of `held`; INTERNAL if the entry
/// has no list or no face, since nobody could ever find it.
absl::Status CheckEnrolment(const EnrollEntryChange& change, const ModelId& held);

}  // namespace portcullis
