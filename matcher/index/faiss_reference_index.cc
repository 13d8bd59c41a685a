#include "matcher/index/faiss_reference_index.h"

#include <faiss/IndexFlat.h>
#include <faiss/impl/FaissException.h>
#include <faiss/impl/IDSelector.h>
#include <omp.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/index/check_reference.h"
#include "matcher/index/rank_candidates.h"

namespace portcullis {
namespace {

/// What FAISS does not keep about the vector at one position.
struct Row {
  ReferenceId reference;
  EntryId entry;
  std::uint32_t slot = 0;  // of its segment
};

/// Lets FAISS see only positions whose segment is searched.
class SlotSelector final : public faiss::IDSelector {
 public:
  SlotSelector(std::span<const Row> rows, std::vector<std::uint8_t> searched)
      : rows_(rows), searched_(std::move(searched)) {}
  bool is_member(faiss::Index::idx_t position) const override {
    return searched_[rows_[static_cast<std::size_t>(position)].slot] != 0;
  }

 private:
  std::span<const Row> rows_;
  std::vector<std::uint8_t> searched_;  // by slot
};

class FaissReferenceIndex final : public ReferenceIndex {
 public:
  explicit FaissReferenceIndex(IndexShape shape)
      : shape_(std::move(shape)), vectors_(static_cast<faiss::Index::idx_t>(shape_.dimension)) {}

  absl::Status Apply(const IndexChange& change) override ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<IndexResult> Search(const Embedding& probe, const IndexQuery& query) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  std::size_t size() const override ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::ReaderMutexLock lock(&mutex_);
    return rows_.size();
  }

 private:
  /// What one search looks at.
  struct Scope {
    std::vector<std::uint8_t> searched;  // by slot
    std::size_t references = 0;
  };

  void Reserve(const IndexChange& change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Remove(ReferenceId reference) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Add(const IndexedReference& added) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Scope ScopeOf(const IndexQuery& query) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  std::vector<Candidate> Nearest(std::span<const float> probe, const Scope& scope,
                                 std::size_t max_candidates) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  std::span<const float> VectorAt(std::size_t position) const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return {vectors_.get_xb() + position * shape_.dimension, shape_.dimension};
  }

  const IndexShape shape_;

  mutable absl::Mutex mutex_;
  faiss::IndexFlatL2 vectors_ ABSL_GUARDED_BY(mutex_);
  std::vector<Row> rows_ ABSL_GUARDED_BY(mutex_);  // by position in vectors_
  absl::flat_hash_map<ReferenceId, std::size_t> positions_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::uint32_t, std::uint32_t> slots_ ABSL_GUARDED_BY(mutex_);  // by segment
  std::vector<std::size_t> slot_sizes_ ABSL_GUARDED_BY(mutex_);
};

/// Makes room for `extra` more elements, at least doubling so that single additions stay cheap.
template <typename Vector>
void ReserveMore(Vector& vector, std::size_t extra) {
  const std::size_t needed = vector.size() + extra;
  if (needed > vector.capacity()) vector.reserve(std::max(needed, 2 * vector.capacity()));
}

absl::Status FromException(const std::exception& exception) {
  return absl::InternalError(fmt::format("faiss: {}", exception.what()));
}

absl::Status FaissReferenceIndex::Apply(const IndexChange& change) {
  PORTCULLIS_RETURN_IF_ERROR(CheckAdditions(change, shape_));
  const absl::MutexLock lock(&mutex_);
  try {
    const absl::flat_hash_set<ReferenceId> removed(change.remove.begin(), change.remove.end());
    for (const IndexedReference& added : change.add) {
      if (positions_.contains(added.reference) && !removed.contains(added.reference)) {
        return ReferenceExists(added.reference);
      }
    }
    // All memory is taken here, so that nothing below fails half way.
    Reserve(change);
    for (const ReferenceId reference : removed) Remove(reference);
    for (const IndexedReference& added : change.add) Add(added);
  } catch (const std::exception& exception) {
    return FromException(exception);
  }
  return absl::OkStatus();
}

void FaissReferenceIndex::Reserve(const IndexChange& change) {
  ReserveMore(vectors_.codes, change.add.size() * vectors_.code_size);
  ReserveMore(rows_, change.add.size());
  positions_.reserve(positions_.size() + change.add.size());
  for (const IndexedReference& added : change.add) {
    const auto slot = static_cast<std::uint32_t>(slot_sizes_.size());
    if (slots_.contains(added.segment.value)) continue;
    slot_sizes_.push_back(0);
    slots_.emplace(added.segment.value, slot);
  }
}

void FaissReferenceIndex::Remove(ReferenceId reference) {
  const auto found = positions_.find(reference);
  if (found == positions_.end()) return;
  const std::size_t position = found->second;
  const std::size_t last = rows_.size() - 1;
  --slot_sizes_[rows_[position].slot];
  positions_.erase(found);
  if (position != last) {
    const std::span<const float> moved = VectorAt(last);
    std::copy(moved.begin(), moved.end(), vectors_.get_xb() + position * shape_.dimension);
    rows_[position] = rows_[last];
    positions_[rows_[position].reference] = position;
  }
  rows_.pop_back();
  vectors_.codes.resize(last * vectors_.code_size);
  vectors_.ntotal = static_cast<faiss::Index::idx_t>(last);
}

void FaissReferenceIndex::Add(const IndexedReference& added) {
  const std::uint32_t slot = slots_.at(added.segment.value);
  vectors_.add(1, added.embedding.values().data());
  positions_.emplace(added.reference, rows_.size());
  rows_.push_back({added.reference, added.entry, slot});
  ++slot_sizes_[slot];
}

absl::StatusOr<IndexResult> FaissReferenceIndex::Search(const Embedding& probe,
                                                        const IndexQuery& query) const {
  PORTCULLIS_RETURN_IF_ERROR(CheckEmbedding(probe, shape_));
  // Of the calling thread only: lanes are parallel already, and a team of threads a search would
  // fight over the cores.
  omp_set_num_threads(1);
  const absl::ReaderMutexLock lock(&mutex_);
  try {
    const Scope scope = ScopeOf(query);
    return IndexResult{.candidates = Nearest(probe.values(), scope, query.max_candidates),
                       .references_searched = scope.references,
                       .references_compared = scope.references};
  } catch (const std::exception& exception) {
    return FromException(exception);
  }
}

FaissReferenceIndex::Scope FaissReferenceIndex::ScopeOf(const IndexQuery& query) const {
  Scope scope;
  if (!query.segments) {
    scope.searched.assign(slot_sizes_.size(), 1);
    scope.references = rows_.size();
    return scope;
  }
  scope.searched.assign(slot_sizes_.size(), 0);
  for (const SegmentId segment : *query.segments) {
    const auto slot = slots_.find(segment.value);
    if (slot == slots_.end() || scope.searched[slot->second] != 0) continue;
    scope.searched[slot->second] = 1;
    scope.references += slot_sizes_[slot->second];
  }
  return scope;
}

/// FAISS ranks references by squared distances in single precision. `count` of them are enough when
/// they hold `max_candidates` entries and the farthest is farther than the last of those by more
/// than rounding could hide: then no reference left out can belong. This decides ties too.
std::vector<Candidate> FaissReferenceIndex::Nearest(std::span<const float> probe,
                                                    const Scope& scope,
                                                    std::size_t max_candidates) const {
  // A sum of d rounded squares of rounded differences is wrong by less than d + 3 half-units in the
  // last place; twice that also covers the rounding of the distance that is told.
  const double rounding = 2.0 * (static_cast<double>(shape_.dimension) + 3.0) *
                          static_cast<double>(std::numeric_limits<float>::epsilon());
  SlotSelector selector(rows_, scope.searched);
  faiss::SearchParameters parameters;
  if (scope.references != rows_.size()) parameters.sel = &selector;

  // Some to spare: entries with several references and ties take more than one each.
  std::size_t count = std::min(max_candidates, scope.references) + 32;
  std::vector<Candidate> candidates;
  while (scope.references > 0 && max_candidates > 0) {
    count = std::min(count, scope.references);
    std::vector<float> squared(count);
    std::vector<faiss::Index::idx_t> positions(count);
    vectors_.search(1, probe.data(), static_cast<faiss::Index::idx_t>(count), squared.data(),
                    positions.data(), &parameters);

    std::vector<RankedReference> ranked;
    ranked.reserve(count);
    for (const faiss::Index::idx_t found : positions) {
      const auto position = static_cast<std::size_t>(found);
      const Row& row = rows_.at(position);  // throws on -1: FAISS found fewer than there are
      ranked.push_back({row.entry, row.reference, SquaredDistance(probe, VectorAt(position))});
    }
    candidates = RankCandidates(ranked, max_candidates);
    if (count == scope.references) break;
    if (candidates.size() == max_candidates) {
      const double last = candidates.back().distance.value;
      if (squared.back() * (1.0 - rounding) > last * last * (1.0 + rounding)) break;
    }
    count *= 4;
  }
  return candidates;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReferenceIndex>> CreateFaissReferenceIndex(const ModelId& model,
                                                                          std::size_t dimension) {
  if (dimension == 0) return absl::InvalidArgumentError("an index needs at least one dimension");
  return std::make_unique<FaissReferenceIndex>(IndexShape{model, dimension});
}

}  // namespace portcullis
