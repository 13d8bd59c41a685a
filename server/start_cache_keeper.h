// Keeps the start cache of the store up to date.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "server/time_keeper.h"

namespace portcullis {

/// A thread that gives way to all others. It looks at once, and then every five minutes.
class StartCacheKeeper {
 public:
  struct Acts {
    /// Checks the store where that is due, and writes the cache if it is old. ABORTED: an erasure
    /// or a stop was in the way, which is no failure. DATA_LOSS: the store is damaged.
    std::function<absl::Status()> refresh;
    std::function<void(const absl::Status&)> distrust;  // told of damage, each time
    TimeKeeper::Report report;
  };

  explicit StartCacheKeeper(Acts acts);

  /// Stops the thread; waits until a refresh that has begun ends.
  ~StartCacheKeeper() = default;

 private:
  absl::Status Refresh() const;

  const Acts acts_;
  TimeKeeper keeper_;  // last, as its thread uses the others
};

}  // namespace portcullis
