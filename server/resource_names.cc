#include "server/resource_names.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "fmt/format.h"
#include "server/field_checks.h"

namespace portcullis {
namespace {

constexpr std::string_view kLists = "lists/";
constexpr std::string_view kEntries = "entries/";
constexpr std::string_view kReferences = "/references/";
constexpr std::string_view kSnapshots = "snapshots/";
constexpr std::size_t kMaxSnapshotIdBytes = 63;

bool IsSnapshotId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxSnapshotIdBytes && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

std::string ListName(const ListId& list) { return fmt::format("{}{}", kLists, list.value); }

std::string EntryName(EntryId entry) { return fmt::format("{}{}", kEntries, FormatEntryId(entry)); }

std::string ReferenceName(EntryId entry, ReferenceId reference) {
  return fmt::format("{}{}{}", EntryName(entry), kReferences, FormatReferenceId(reference));
}

std::string SnapshotName(std::string_view id) { return fmt::format("{}{}", kSnapshots, id); }

absl::StatusOr<ListId> ParseListName(std::string_view name, std::string_view field) {
  if (name.starts_with(kLists)) {
    const std::string_view id = name.substr(kLists.size());
    if (IsValidListId(id)) return ListId{std::string(id)};
  }
  return FieldInvalid(field, "must be lists/{list}");
}

absl::StatusOr<EntryId> ParseEntryName(std::string_view name, std::string_view field) {
  if (name.starts_with(kEntries)) {
    const std::optional<EntryId> id = ParseEntryId(name.substr(kEntries.size()));
    if (id) return *id;
  }
  return FieldInvalid(field, "must be entries/{entry}");
}

absl::StatusOr<EntryReference> ParseReferenceName(std::string_view name, std::string_view field) {
  const std::size_t middle = name.find(kReferences);
  if (name.starts_with(kEntries) && middle != std::string_view::npos) {
    const auto entry = ParseEntryId(name.substr(kEntries.size(), middle - kEntries.size()));
    const auto reference = ParseReferenceId(name.substr(middle + kReferences.size()));
    if (entry && reference) return EntryReference{*entry, *reference};
  }
  return FieldInvalid(field, "must be entries/{entry}/references/{reference}");
}

absl::StatusOr<std::string> ParseSnapshotName(std::string_view name, std::string_view field) {
  if (name.starts_with(kSnapshots)) {
    const std::string_view id = name.substr(kSnapshots.size());
    if (IsSnapshotId(id)) return std::string(id);
  }
  return FieldInvalid(field, "must be snapshots/{snapshot}");
}

absl::StatusOr<PolicyNumber> ParsePolicyName(std::string_view name, std::string_view field) {
  const std::optional<PolicyNumber> number = ParsePolicyName(name);
  if (number) return *number;
  return FieldInvalid(field, "must be policies/{policy}");
}

}  // namespace portcullis
