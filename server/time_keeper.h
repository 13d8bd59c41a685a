// Lets time do to entries what it does.
#pragma once

#include <functional>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "border/watchlist/time_acts.h"

namespace portcullis {

/// A thread that ten times in a second lets entries begin and expire whose time has come.
class TimeKeeper {
 public:
  /// Told when an attempt fails that follows a success, or the other way round; the first attempt
  /// follows a success. On the keeper's thread.
  using Report = std::function<void(const absl::Status&)>;

  /// `acts` outlives this.
  TimeKeeper(TimeActs& acts, Report report);

  /// Stops the thread.
  ~TimeKeeper();

 private:
  void Keep();

  TimeActs& acts_;
  const Report report_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace portcullis
