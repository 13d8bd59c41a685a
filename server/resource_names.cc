#include "server/resource_names.h"

#include <optional>

#include "fmt/format.h"
#include "server/field_checks.h"

namespace portcullis {
namespace {

constexpr std::string_view kLists = "lists/";
constexpr std::string_view kEntries = "entries/";

}  // namespace

std::string ListName(const ListId& list) { return fmt::format("{}{}", kLists, list.value); }

std::string EntryName(EntryId entry) { return fmt::format("{}{}", kEntries, FormatEntryId(entry)); }

std::string ReferenceName(EntryId entry, ReferenceId reference) {
  return fmt::format("{}/references/{}", EntryName(entry), FormatReferenceId(reference));
}

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

}  // namespace portcullis
