// Names of lists, entries and snapshots as people type them.
#pragma once

#include <string>
#include <string_view>

namespace portcullis::cli {

/// "lists/{list}", "entries/{entry}" and "snapshots/{snapshot}" from the full or the short form.
inline std::string ResourceName(std::string_view collection, std::string_view name) {
  return name.starts_with(collection) ? std::string(name)
                                      : std::string(collection) + std::string(name);
}
inline std::string ListName(std::string_view list) { return ResourceName("lists/", list); }
inline std::string EntryName(std::string_view entry) { return ResourceName("entries/", entry); }
inline std::string SnapshotName(std::string_view snapshot) {
  return ResourceName("snapshots/", snapshot);
}

}  // namespace portcullis::cli
