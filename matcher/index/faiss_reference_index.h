// The ReferenceIndex that production uses: an exhaustive scan by FAISS.
#pragma once

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/core/reference_index.h"

namespace portcullis {

/// An empty index for embeddings of `model` with `dimension` values (1 or more; INVALID_ARGUMENT
/// otherwise). Exact: FAISS only proposes; every distance returned is computed again in double
/// precision, and proposals go on until no reference left out can be as near.
///
/// A search scans on the calling thread alone and holds a reader lock meanwhile, so Apply waits for
/// the searches that run. Removal takes constant time. Memory: about 4 * dimension + 40 bytes a
/// reference.
absl::StatusOr<std::unique_ptr<ReferenceIndex>> CreateFaissReferenceIndex(const ModelId& model,
                                                                          std::size_t dimension);

}  // namespace portcullis
