// Resource names of the contract (AIP-122): "lists/demo", "entries/0123456789abc",
// "snapshots/20261122-101500", "policies/3".
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "border/policy/policy_version.h"
#include "matcher/core/ids.h"

namespace portcullis {

std::string ListName(const ListId& list);
std::string EntryName(EntryId entry);
std::string ReferenceName(EntryId entry, ReferenceId reference);
std::string SnapshotName(std::string_view id);

/// Accept exactly what the functions above write. INVALID_ARGUMENT/FIELD_INVALID naming `field`.
absl::StatusOr<ListId> ParseListName(std::string_view name, std::string_view field);
absl::StatusOr<EntryId> ParseEntryName(std::string_view name, std::string_view field);

struct EntryReference {
  EntryId entry;
  ReferenceId reference;
};
absl::StatusOr<EntryReference> ParseReferenceName(std::string_view name, std::string_view field);

/// The id of the snapshot, of 1 to 63 characters of a-z, 0-9 and -.
absl::StatusOr<std::string> ParseSnapshotName(std::string_view name, std::string_view field);

absl::StatusOr<PolicyNumber> ParsePolicyName(std::string_view name, std::string_view field);

}  // namespace portcullis
