// The calls of WatchlistService that change entries.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "border/watchlist/entry_admin.h"
#include "matcher/pipeline/face_encoder.h"
#include "portcullis/v1/entry_changes.pb.h"
#include "server/transport/rpc.h"

namespace portcullis {

inline constexpr std::string_view kProposeEntryMethod =
    "/portcullis.v1.WatchlistService/ProposeEntry";

/// Thread-safe. Each checks its request and fills the response.
class EntryHandlers {
 public:
  /// `admin` outlives the handlers.
  explicit EntryHandlers(EntryAdmin& admin) : admin_(admin) {}

  /// Also for the rows of an import: the same request as in a call of its own, with the same
  /// response for ever.
  absl::Status Propose(const Rpc& rpc, const v1::ProposeEntryRequest& request,
                       const Encoding& encoding, v1::ProposeEntryResponse& response);
  absl::Status Approve(const Rpc& rpc, const v1::ApproveEntryRequest& request,
                       v1::ApproveEntryResponse& response);
  absl::Status Reject(const Rpc& rpc, const v1::RejectEntryRequest& request,
                      v1::RejectEntryResponse& response);
  absl::Status Update(const Rpc& rpc, const v1::UpdateEntryRequest& request,
                      v1::UpdateEntryResponse& response);
  absl::Status Suspend(const Rpc& rpc, const v1::SuspendEntryRequest& request,
                       v1::SuspendEntryResponse& response);
  absl::Status Reinstate(const Rpc& rpc, const v1::ReinstateEntryRequest& request,
                         v1::ReinstateEntryResponse& response);
  absl::Status Extend(const Rpc& rpc, const v1::ExtendEntryRequest& request,
                      v1::ExtendEntryResponse& response);
  absl::Status Retire(const Rpc& rpc, const v1::RetireEntryRequest& request,
                      v1::RetireEntryResponse& response);
  absl::Status Merge(const Rpc& rpc, const v1::MergeEntriesRequest& request,
                     v1::MergeEntriesResponse& response);
  absl::Status AddReference(const Rpc& rpc, const v1::AddReferenceRequest& request,
                            const Encoding& encoding, v1::AddReferenceResponse& response);
  absl::Status RemoveReference(const Rpc& rpc, const v1::RemoveReferenceRequest& request,
                               v1::RemoveReferenceResponse& response);

 private:
  EntryAdmin& admin_;
};

}  // namespace portcullis
