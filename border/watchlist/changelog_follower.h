// Keeps the gallery equal to the store.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "border/watchlist/store.h"
#include "matcher/pipeline/gallery.h"

namespace portcullis {

/// Reads the changelog from where the gallery stands and applies it. Thread-safe; one CatchUp runs
/// at a time, the others wait and then find nothing left to do.
class ChangelogFollower {
 public:
  /// Both outlive the follower.
  ChangelogFollower(const WatchlistReader& store, Gallery& gallery);

  /// Applies everything that the store holds now. On failure the gallery is marked incomplete, so
  /// that no search passes for a full one, and the status says why; the next call tries again.
  absl::Status CatchUp() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Status ApplyAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const WatchlistReader& store_;
  Gallery& gallery_;

  absl::Mutex mutex_;
  Sequence applied_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace portcullis
