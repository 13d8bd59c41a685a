// Lists and entries in the words of the contract.
#pragma once

#include "absl/status/statusor.h"
#include "border/watchlist/watchlist.h"
#include "border/watchlist/watchlist_admin.h"
#include "portcullis/v1/watchlist.pb.h"

namespace portcullis {

v1::WatchList ToProto(const WatchList& list);
v1::Entry ToProto(const Entry& entry);

/// Check every field by what the contract says of it. INVALID_ARGUMENT with FIELD_INVALID,
/// IMAGE_MISSING or TOO_MANY_IMAGES.
absl::StatusOr<WatchList> ListFrom(const v1::CreateListRequest& request);
absl::StatusOr<NewEntry> NewEntryFrom(const v1::EnrollEntryRequest& request);

}  // namespace portcullis
