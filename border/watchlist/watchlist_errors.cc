#include "border/watchlist/watchlist_errors.h"

#include <string>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

absl::Status Conflict(std::string_view record, Revision expected, Revision current) {
  return MakeError(
      absl::StatusCode::kAborted, ErrorReason::kRevisionConflict,
      fmt::format("{} is at revision {}, not {}", record, current.value, expected.value));
}

}  // namespace

absl::Status ListNotFound(const ListId& list) {
  return MakeError(absl::StatusCode::kNotFound, ErrorReason::kListNotFound,
                   fmt::format("there is no list \"{}\"", list.value));
}

absl::Status ListAlreadyExists(const ListId& list) {
  return MakeError(absl::StatusCode::kAlreadyExists, ErrorReason::kListAlreadyExists,
                   fmt::format("there is a list \"{}\" already", list.value));
}

absl::Status ListNotEmpty(const ListId& list) {
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kListNotEmpty,
                   fmt::format("entries stand on list \"{}\"", list.value));
}

absl::Status EntryNotFound(EntryId entry) {
  return MakeError(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound,
                   fmt::format("there is no entry {}", FormatEntryId(entry)));
}

absl::Status RevisionConflict(const ListId& list, Revision expected, Revision current) {
  return Conflict(fmt::format("list \"{}\"", list.value), expected, current);
}

absl::Status RevisionConflict(EntryId entry, Revision expected, Revision current) {
  return Conflict("entry " + FormatEntryId(entry), expected, current);
}

}  // namespace portcullis
