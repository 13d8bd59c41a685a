#include "server/time_keeper.h"

#include <utility>

namespace portcullis {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(100);

}  // namespace

TimeKeeper::TimeKeeper(TimeActs& acts, Report report)
    : acts_(acts), report_(std::move(report)), thread_([this] { Keep(); }) {}

TimeKeeper::~TimeKeeper() {
  stop_.Notify();
  thread_.join();
}

void TimeKeeper::Keep() {
  bool was_ok = true;
  do {
    const absl::Status status = acts_.CatchUp();
    if (status.ok() != was_ok) report_(status);
    was_ok = status.ok();
  } while (!stop_.WaitForNotificationWithTimeout(kPause));
}

}  // namespace portcullis
