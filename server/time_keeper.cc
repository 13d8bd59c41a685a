#include "server/time_keeper.h"

#include <utility>

namespace portcullis {

TimeKeeper::TimeKeeper(absl::Duration pause, Act act, Report report)
    : pause_(pause),
      act_(std::move(act)),
      report_(std::move(report)),
      thread_([this] { Keep(); }) {}

TimeKeeper::~TimeKeeper() {
  stop_.Notify();
  thread_.join();
}

void TimeKeeper::Keep() {
  bool was_ok = true;
  do {
    const absl::Status status = act_();
    if (status.ok() != was_ok) report_(status);
    was_ok = status.ok();
  } while (!stop_.WaitForNotificationWithTimeout(pause_));
}

}  // namespace portcullis
