// Lists in the words of the contract.
#pragma once

#include "absl/status/statusor.h"
#include "border/watchlist/list_admin.h"
#include "border/watchlist/watchlist.h"
#include "portcullis/v1/watchlist.pb.h"

namespace portcullis {

v1::WatchList ToProto(const WatchList& list);

/// Check what the contract says of each text; ListAdmin checks the numbers. INVALID_ARGUMENT with
/// FIELD_INVALID.
absl::StatusOr<WatchList> ListFrom(const v1::CreateListRequest& request);
absl::StatusOr<ListUpdate> ListUpdateFrom(const v1::UpdateListRequest& request);

}  // namespace portcullis
