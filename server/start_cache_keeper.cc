#include "server/start_cache_keeper.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

constexpr int kManyAborted = 12;  // an hour, at the usual pause
constexpr int kLeastUrgent = 19;

/// Of this thread, and of those that it starts.
void GiveWay() { ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kLeastUrgent); }

}  // namespace

StartCacheKeeper::StartCacheKeeper(Acts acts)
    : acts_(std::move(acts)),
      keeper_(
          acts_.pause, [this] { return Refresh(); }, acts_.report) {}

absl::Status StartCacheKeeper::Refresh() {
  if (absl::IsDataLoss(last_)) return last_;
  GiveWay();
  absl::Status status = acts_.refresh();
  if (absl::IsAborted(status)) {
    if (++aborted_ < kManyAborted) return last_;
    status = WithContext(status, fmt::format("{} times in a row", aborted_));
  } else {
    aborted_ = 0;
  }
  if (absl::IsDataLoss(status)) acts_.distrust(status);
  last_ = status;
  return status;
}

}  // namespace portcullis
