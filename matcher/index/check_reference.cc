#include "matcher/index/check_reference.h"

#include <cmath>

#include "absl/container/flat_hash_set.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

/// Embeddings of faces have values around 1; the square of this still leaves a float room for the
/// sum over millions of dimensions.
constexpr float kLargestValue = 1e15F;

}  // namespace

absl::Status CheckEmbedding(const Embedding& embedding, const IndexShape& shape) {
  if (embedding.model() != shape.model || embedding.values().size() != shape.dimension) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch,
                     fmt::format("the index holds {} values of {}, not {} values of {}",
                                 shape.dimension, shape.model.ToString(), embedding.values().size(),
                                 embedding.model().ToString()));
  }
  for (const float value : embedding.values()) {
    // Written so that a value that is not a number fails too.
    if (!(std::abs(value) <= kLargestValue)) {
      return absl::InvalidArgumentError("an embedding holds a value that is not a finite number");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAdditions(const IndexChange& change, const IndexShape& shape) {
  absl::flat_hash_set<ReferenceId> seen;
  for (const IndexedReference& added : change.add) {
    PORTCULLIS_RETURN_IF_ERROR(CheckEmbedding(added.embedding, shape));
    if (!seen.insert(added.reference).second) return ReferenceExists(added.reference);
  }
  return absl::OkStatus();
}

absl::Status ReferenceExists(ReferenceId reference) {
  return absl::AlreadyExistsError(
      fmt::format("reference {} is in the index already", FormatReferenceId(reference)));
}

}  // namespace portcullis
