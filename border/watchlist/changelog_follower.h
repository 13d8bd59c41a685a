// Keeps the galleries equal to the store.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "border/watchlist/store.h"
#include "matcher/pipeline/gallery.h"

namespace portcullis {

/// The two sides of what is enrolled.
struct Galleries {
  Gallery& searchable;  // what border checks search
  Gallery& dormant;     // proposed, suspended, expired: searched for duplicates only
};

/// Reads the changelog from where the galleries stand and applies it; the first time, the whole
/// state at once. Thread-safe; one CatchUp runs at a time, the others wait and then find nothing
/// left to do.
class ChangelogFollower {
 public:
  /// All outlive the follower.
  ChangelogFollower(const Changelog& changelog, const Galleries& galleries);

  /// Applies everything that the store holds now. On failure the galleries are marked incomplete,
  /// so that no search passes for a full one, and the status says why; the next call tries again.
  absl::Status CatchUp() ABSL_LOCKS_EXCLUDED(mutex_);

  /// The store was found damaged, for the reason `why`: from now on the galleries are incomplete,
  /// and CatchUp, which still applies what it can, fails with `why`.
  void Distrust(const absl::Status& why) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Mark(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ApplyAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Changelog& changelog_;
  const Galleries galleries_;

  absl::Mutex mutex_;
  Sequence applied_ ABSL_GUARDED_BY(mutex_);
  bool fill_tried_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status damage_ ABSL_GUARDED_BY(mutex_);  // OK: none is known
};

}  // namespace portcullis
