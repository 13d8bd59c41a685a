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
  absl::StatusCode before = absl::StatusCode::kOk;
  do {
    const absl::Status status = act_();
    if (status.code() != before) report_(status);
    before = status.code();
  } while (!stop_.WaitForNotificationWithTimeout(pause_));
}

}  // namespace portcullis
