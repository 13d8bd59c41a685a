// Names of lists, entries, snapshots and policies as people type them.
#pragma once

#include <string>
#include <string_view>

namespace portcullis::cli {

/// "lists/{list}", "entries/{entry}", "snapshots/{snapshot}" and "policies/{policy}" from the full
/// or the short form.
inline std::string ResourceName(std::string_view collection, std::string_view name) {
  return name.starts_with(collection) ? std::string(name)
                                      : std::string(collection) + std::string(name);
}
inline std::string ListName(std::string_view list) { return ResourceName("lists/", list); }
inline std::string EntryName(std::string_view entry) { return ResourceName("entries/", entry); }
inline std::string SnapshotName(std::string_view snapshot) {
  return ResourceName("snapshots/", snapshot);
}
inline std::string PolicyName(std::string_view policy) { return ResourceName("policies/", policy); }

/// The other way round: "stolen-passports" from "lists/stolen-passports".
inline std::string ListId(std::string_view name) {
  constexpr std::string_view kCollection = "lists/";
  return std::string(name.starts_with(kCollection) ? name.substr(kCollection.size()) : name);
}

}  // namespace portcullis::cli
