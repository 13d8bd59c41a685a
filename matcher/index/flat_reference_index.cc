#include "matcher/index/flat_reference_index.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "matcher/core/status_macros.h"
#include "matcher/index/check_reference.h"
#include "matcher/index/rank_candidates.h"

namespace portcullis {
namespace {

class FlatReferenceIndex final : public ReferenceIndex {
 public:
  explicit FlatReferenceIndex(IndexShape shape) : shape_(std::move(shape)) {}

  absl::Status Apply(const IndexChange& change) override ABSL_LOCKS_EXCLUDED(mutex_) {
    PORTCULLIS_RETURN_IF_ERROR(CheckAdditions(change, shape_));
    const absl::flat_hash_set<ReferenceId> removed(change.remove.begin(), change.remove.end());

    const absl::MutexLock lock(&mutex_);
    for (const IndexedReference& added : change.add) {
      if (references_.contains(added.reference) && !removed.contains(added.reference)) {
        return ReferenceExists(added.reference);
      }
    }
    for (const ReferenceId reference : removed) references_.erase(reference);
    for (const IndexedReference& added : change.add) references_.emplace(added.reference, added);
    return absl::OkStatus();
  }

  absl::StatusOr<IndexResult> Search(const Embedding& probe, const IndexQuery& query) const override
      ABSL_LOCKS_EXCLUDED(mutex_) {
    PORTCULLIS_RETURN_IF_ERROR(CheckEmbedding(probe, shape_));
    std::vector<RankedReference> ranked;
    {
      const absl::ReaderMutexLock lock(&mutex_);
      for (const auto& [id, reference] : references_) {
        if (query.segments && std::find(query.segments->begin(), query.segments->end(),
                                        reference.segment) == query.segments->end()) {
          continue;
        }
        ranked.push_back(
            {reference.entry, id, SquaredDistance(probe.values(), reference.embedding.values())});
      }
    }
    IndexResult result;
    result.references_searched = ranked.size();
    result.references_compared = ranked.size();
    result.candidates = RankCandidates(ranked, query.max_candidates);
    return result;
  }

  std::size_t size() const override ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::ReaderMutexLock lock(&mutex_);
    return references_.size();
  }

 private:
  const IndexShape shape_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<ReferenceId, IndexedReference> references_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<ReferenceIndex>> CreateFlatReferenceIndex(const ModelId& model,
                                                                         std::size_t dimension) {
  if (dimension == 0) return absl::InvalidArgumentError("an index needs at least one dimension");
  return std::make_unique<FlatReferenceIndex>(IndexShape{model, dimension});
}

}  // namespace portcullis
