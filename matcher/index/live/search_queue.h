// Searches that wait together are made in one pass.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <span>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "matcher/core/reference_index.h"
#include "matcher/index/live/search_version.h"

namespace portcullis {

/// Lets `max_passes` passes run at a time. A search that comes while fewer run is made at once and
/// alone. Those that come later wait; when a pass ends, the thread of the one that has waited
/// longest makes the next one for all that wait, up to `max_batch`. There is no thread of its own.
///
/// Not always together: on idle cores and idle memory a pass for one is answered soonest, and
/// waiting for company would only add to its time. Together, once more passes would only share the
/// memory's bandwidth: then one that reads the codes once for all is answered sooner than each of
/// several.
///
/// Thread-safe.
class SearchQueue {
 public:
  /// One result for each probe.
  using Pass = std::function<absl::StatusOr<std::vector<IndexResult>>(std::span<const IndexProbe>)>;

  /// Both 1 or more.
  SearchQueue(std::size_t max_passes, std::size_t max_batch, Pass pass);

  /// An error of the pass is that of every search in it.
  absl::StatusOr<IndexResult> Search(const IndexProbe& probe) ABSL_LOCKS_EXCLUDED(mutex_);

  /// For tests: how many wait.
  std::size_t waiting() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return waiting_.size();
  }

 private:
  struct Ticket {
    IndexProbe probe;
    std::vector<Ticket*> batch;  // for its thread to run
    bool done = false;
    absl::StatusOr<IndexResult> result = IndexResult{};
  };

  void Board(Ticket& ticket) ABSL_LOCKS_EXCLUDED(mutex_);
  void Run(std::span<Ticket* const> batch) const;
  void Leave(std::span<Ticket* const> batch) ABSL_LOCKS_EXCLUDED(mutex_);

  const std::size_t max_passes_;
  const std::size_t max_batch_;
  const Pass pass_;

  mutable absl::Mutex mutex_;
  std::size_t passes_ ABSL_GUARDED_BY(mutex_) = 0;  // that run
  std::deque<Ticket*> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace portcullis
