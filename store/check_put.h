// What a store asks of a record before it keeps it.
#pragma once

#include <span>

#include "absl/status/status.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"

namespace portcullis {

/// `held` are the references of the entry that the store has. FAILED_PRECONDITION with
/// MODEL_MISMATCH if a face is not of `model`; INTERNAL, since only a mistake of ours leads there,
/// if the entry stands on no list or, unless it is retired, has no reference, so that nobody could
/// ever find it; if its lists are not sorted or something comes twice; if the faces added are not
/// just those that the entry names and the store lacks; or if the revision does not grow.
absl::Status CheckPut(const PutEntry& put, std::span<const ReferenceId> held, const ModelId& model);

/// INTERNAL if the revision does not grow.
absl::Status CheckPut(const PutList& put);

/// `before` is the version that is there now, if any; `held` says how many there are. NOT_FOUND
/// with POLICY_NOT_FOUND, ABORTED with REVISION_CONFLICT; INTERNAL if the revision does not grow or
/// a new number is not the next.
absl::Status CheckPut(const PutPolicy& put, const PolicyVersion* before, std::size_t held);

}  // namespace portcullis
