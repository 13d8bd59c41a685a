// The calls that copy the watch lists and look after the copies.
#pragma once

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "border/watchlist/snapshot_store.h"
#include "portcullis/v1/admin.pb.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// Thread-safe. Each checks its request and fills the response.
class SnapshotHandlers {
 public:
  /// `snapshots` outlives the handlers; without it every call is FAILED_PRECONDITION
  /// with STORE_UNAVAILABLE.
  SnapshotHandlers(SnapshotStore* snapshots, std::function<absl::Time()> now)
      : snapshots_(snapshots), now_(std::move(now)) {}

  absl::Status Create(const Rpc& rpc, const v1::CreateSnapshotRequest& request,
                      v1::CreateSnapshotResponse& response);
  absl::Status List(const Rpc& rpc, const v1::ListSnapshotsRequest& request,
                    v1::ListSnapshotsResponse& response);
  absl::Status Verify(const Rpc& rpc, const v1::VerifySnapshotRequest& request,
                      v1::VerifySnapshotResponse& response);

 private:
  SnapshotStore* const snapshots_;
  const std::function<absl::Time()> now_;
};

}  // namespace portcullis
