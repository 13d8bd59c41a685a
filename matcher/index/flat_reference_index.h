// The simplest ReferenceIndex that can be right: what the others are tested against.
#pragma once

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/core/reference_index.h"

namespace portcullis {

/// An empty index for embeddings of `model` with `dimension` values (1 or more; INVALID_ARGUMENT
/// otherwise). Looks at every reference in turn, in double precision.
absl::StatusOr<std::unique_ptr<ReferenceIndex>> CreateFlatReferenceIndex(const ModelId& model,
                                                                         std::size_t dimension);

}  // namespace portcullis
