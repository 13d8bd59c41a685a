// What every index asks of what it is given.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "matcher/core/embedding.h"
#include "matcher/core/reference_index.h"

namespace portcullis {

/// The embeddings that an index holds.
struct IndexShape {
  ModelId model;
  std::size_t dimension = 0;
};

/// FAILED_PRECONDITION with MODEL_MISMATCH if `embedding` has another model or length than `shape`;
/// INVALID_ARGUMENT if a value is not finite or so large that squared distances overflow: such a
/// reference would never be found, and such a probe would find nobody.
absl::Status CheckEmbedding(const Embedding& embedding, const IndexShape& shape);

/// CheckEmbedding of everything added, and ALREADY_EXISTS if an id is added twice.
absl::Status CheckAdditions(const IndexChange& change, const IndexShape& shape);

/// ALREADY_EXISTS, naming the reference.
absl::Status ReferenceExists(ReferenceId reference);

}  // namespace portcullis
