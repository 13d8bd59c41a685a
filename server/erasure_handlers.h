// The calls that erase entries and prove it.
#pragma once

#include "absl/status/status.h"
#include "border/watchlist/erasure.h"
#include "portcullis/v1/admin.pb.h"
#include "portcullis/v1/entry_changes.pb.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// Thread-safe. Each checks its request and fills the response.
class ErasureHandlers {
 public:
  /// `eraser` outlives the handlers.
  explicit ErasureHandlers(Eraser& eraser) : eraser_(eraser) {}

  absl::Status Erase(const Rpc& rpc, const v1::EraseEntryRequest& request,
                     v1::EraseEntryResponse& response);
  absl::Status Verify(const Rpc& rpc, const v1::VerifyErasureRequest& request,
                      v1::VerifyErasureResponse& response);
  absl::Status PurgeExpired(const Rpc& rpc, const v1::PurgeExpiredRequest& request,
                            v1::PurgeExpiredResponse& response);

 private:
  Eraser& eraser_;
};

}  // namespace portcullis
