// Seam: nearest-neighbour search over enrolled references.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "matcher/core/candidate.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"

namespace portcullis {

struct IndexedReference {
  ReferenceId reference;
  EntryId entry;
  SegmentId segment;
  Embedding embedding;
};

struct IndexQuery {
  std::size_t max_candidates = 10;  // 1 or more
  /// Segments to search; absent means all. An empty vector searches nothing.
  std::optional<std::vector<SegmentId>> segments;
  /// 1: the result is exact. Less, at least 0: the index may leave out references that are probably
  /// not the nearest, and aims at finding the nearest one in this share of searches. It promises
  /// nothing: whoever asks for less than 1 has to measure what was found.
  double aimed_recall = 1;
};

struct IndexResult {
  /// At most max_candidates entries, each once with its nearest reference, ordered by distance and
  /// then by entry id: no entry outside is nearer than one inside, of those whose references were
  /// compared.
  std::vector<Candidate> candidates;
  std::size_t references_searched = 0;  // references in the segments searched
  /// Of those, the ones that had a chance to be found. All of them: the result is exact.
  std::size_t references_compared = 0;

  bool is_exact() const { return references_compared == references_searched; }
};

struct IndexChange {
  std::vector<ReferenceId> remove;  // ids that are not in the index are fine: they end up absent
  std::vector<IndexedReference> add;
};

/// Thread-safe: searches run beside each other and beside Apply.
class ReferenceIndex {
 public:
  virtual ~ReferenceIndex() = default;

  /// Removes, then adds, as one step: a search sees the whole change or nothing of it, so a
  /// replaced reference is never missing in between. On error nothing has changed. ALREADY_EXISTS
  /// if an added id is still in the index after the removals, or twice in `add`;
  /// FAILED_PRECONDITION with MODEL_MISMATCH if an embedding is not of the index's model or length;
  /// INVALID_ARGUMENT if a value is not finite, since such a reference would never be found.
  virtual absl::Status Apply(const IndexChange& change) = 0;

  /// FAILED_PRECONDITION with MODEL_MISMATCH if `probe` is of another model or length than the
  /// index; INVALID_ARGUMENT if a value is not finite, since such a probe would find nobody.
  virtual absl::StatusOr<IndexResult> Search(const Embedding& probe,
                                             const IndexQuery& query) const = 0;

  virtual std::size_t size() const = 0;
};

}  // namespace portcullis
