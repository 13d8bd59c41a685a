// Names of lists and entries as people type them.
#pragma once

#include <string>
#include <string_view>

namespace portcullis::cli {

/// "lists/{list}" and "entries/{entry}" from the full or the short form.
inline std::string ListName(std::string_view list) {
  return list.starts_with("lists/") ? std::string(list) : "lists/" + std::string(list);
}
inline std::string EntryName(std::string_view entry) {
  return entry.starts_with("entries/") ? std::string(entry) : "entries/" + std::string(entry);
}

}  // namespace portcullis::cli
