// Does again and again what time makes due.
#pragma once

#include <functional>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace portcullis {

/// A thread that does one thing, waits, and does it again: lets entries begin and expire, purges
/// what has been kept for long enough.
class TimeKeeper {
 public:
  using Act = std::function<absl::Status()>;
  /// Told when an attempt ends with another code than the one before it; the first attempt follows
  /// a success. On the keeper's thread.
  using Report = std::function<void(const absl::Status&)>;

  /// The first attempt is made at once, each other `pause` after the one before.
  TimeKeeper(absl::Duration pause, Act act, Report report);

  /// Stops the thread.
  ~TimeKeeper();
  TimeKeeper(const TimeKeeper&) = delete;
  TimeKeeper& operator=(const TimeKeeper&) = delete;

 private:
  void Keep();

  const absl::Duration pause_;
  const Act act_;
  const Report report_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace portcullis
