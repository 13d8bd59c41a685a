// Where a page of entries ends, as text for page tokens.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "border/watchlist/store.h"

namespace portcullis {

/// The place of `entry` in that order.
EntryCursor CursorAt(const Entry& entry, EntryOrder order);

/// "SECONDS.NANOSECONDS ID". Parse reads what Format writes, to the nanosecond; INTERNAL for
/// anything else, since clients cannot make a token that says it.
std::string FormatCursor(const EntryCursor& cursor);
absl::StatusOr<EntryCursor> ParseCursor(std::string_view text);

}  // namespace portcullis
