// Keeps the start cache of the store up to date.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/time_keeper.h"

namespace portcullis {

/// A thread that gives way to all others. It looks at once and then after each pause, until the
/// store is found to be damaged: only the start that follows trusts it again.
class StartCacheKeeper {
 public:
  struct Acts {
    /// Checks the store where that is due, and writes the cache if it is old. ABORTED: an erasure
    /// or a stop was in the way, which is no failure until it was so for many times in a row.
    /// DATA_LOSS: the store is damaged.
    std::function<absl::Status()> refresh;
    std::function<void(const absl::Status&)> distrust;  // told of damage
    TimeKeeper::Report report;
    absl::Duration pause = absl::Minutes(5);
  };

  explicit StartCacheKeeper(Acts acts);

  /// Stops the thread; waits until a refresh that has begun ends.
  ~StartCacheKeeper() = default;

 private:
  absl::Status Refresh();

  const Acts acts_;
  // Of the keeper's thread:
  absl::Status last_;  // of an attempt that came to an end
  int aborted_ = 0;    // attempts in a row
  TimeKeeper keeper_;  // last, as its thread uses the others
};

}  // namespace portcullis
