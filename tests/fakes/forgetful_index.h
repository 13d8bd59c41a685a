// An index whose approximate search misses whom it is told to miss.
#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "matcher/core/reference_index.h"
#include "matcher/index/flat_reference_index.h"

namespace portcullis::testing {

/// Thread-safe. Exact searches are those of the plain index.
class ForgetfulIndex : public ReferenceIndex {
 public:
  ForgetfulIndex(const ModelId& model, std::size_t dimension)
      : plain_(*CreateFlatReferenceIndex(model, dimension)) {}

  absl::Status Apply(const IndexChange& change) override { return plain_->Apply(change); }
  std::size_t size() const override { return plain_->size(); }

  absl::StatusOr<IndexResult> Search(const Embedding& probe,
                                     const IndexQuery& query) const override {
    absl::StatusOr<IndexResult> result = plain_->Search(probe, query);
    const absl::MutexLock lock(&mutex_);
    if (query.aimed_recall >= 1) {
      ++exact_searches_;
      return result;
    }
    ++approximate_searches_;
    if (!failure_.ok()) return failure_;
    if (!result.ok() || compares_all_) return result;
    std::erase_if(result->candidates, [this](const Candidate& candidate) {
      return forgotten_.contains(candidate.entry);
    });
    if (result->references_searched > 0) {
      result->references_compared = result->references_searched - 1;
    }
    return result;
  }

  void Forget(EntryId entry) {
    const absl::MutexLock lock(&mutex_);
    forgotten_.insert(entry);
  }
  void ForgetNobody() {
    const absl::MutexLock lock(&mutex_);
    forgotten_.clear();
  }
  void FailWith(absl::Status failure) {
    const absl::MutexLock lock(&mutex_);
    failure_ = std::move(failure);
  }
  /// As if there were too few references to leave any out.
  void CompareAll() {
    const absl::MutexLock lock(&mutex_);
    compares_all_ = true;
  }
  std::size_t exact_searches() const {
    const absl::MutexLock lock(&mutex_);
    return exact_searches_;
  }
  std::size_t approximate_searches() const {
    const absl::MutexLock lock(&mutex_);
    return approximate_searches_;
  }

 private:
  const std::unique_ptr<ReferenceIndex> plain_;
  mutable absl::Mutex mutex_;
  std::set<EntryId> forgotten_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  bool compares_all_ ABSL_GUARDED_BY(mutex_) = false;
  mutable std::size_t exact_searches_ ABSL_GUARDED_BY(mutex_) = 0;
  mutable std::size_t approximate_searches_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace portcullis::testing
