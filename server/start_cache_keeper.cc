#include "server/start_cache_keeper.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

namespace portcullis {
namespace {

constexpr absl::Duration kPause = absl::Minutes(5);
constexpr int kLeastUrgent = 19;

/// Of this thread, and of those that it starts.
void GiveWay() { ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kLeastUrgent); }

}  // namespace

StartCacheKeeper::StartCacheKeeper(Acts acts)
    : acts_(std::move(acts)),
      keeper_(
          kPause, [this] { return Refresh(); }, acts_.report) {}

absl::Status StartCacheKeeper::Refresh() const {
  GiveWay();
  absl::Status status = acts_.refresh();
  if (absl::IsDataLoss(status)) acts_.distrust(status);
  return absl::IsAborted(status) ? absl::OkStatus() : status;
}

}  // namespace portcullis
