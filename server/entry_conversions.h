// Entries in the words of the contract.
#pragma once

#include "absl/status/statusor.h"
#include "border/watchlist/entry_admin.h"
#include "border/watchlist/entry_lifecycle.h"
#include "border/watchlist/watchlist.h"
#include "portcullis/v1/entry_changes.pb.h"

namespace portcullis {

v1::Entry ToProto(const Entry& entry);

/// Check every field by what the contract says of it. INVALID_ARGUMENT with FIELD_INVALID,
/// IMAGE_MISSING or TOO_MANY_IMAGES.
absl::StatusOr<NewEntry> NewEntryFrom(const v1::ProposeEntryRequest& request);
absl::StatusOr<EntryUpdate> EntryUpdateFrom(const v1::UpdateEntryRequest& request);
absl::StatusOr<EntryAdmin::Extension> ExtensionFrom(const v1::ExtendEntryRequest& request);

/// A reason or a justification: 1 to 1,000 bytes.
absl::Status CheckReason(const std::string& reason, std::string_view field);

/// FIELD_INVALID if it is none that an entry can have.
absl::StatusOr<EntryStatus> EntryStatusFrom(v1::EntryStatus status, std::string_view field);

}  // namespace portcullis
