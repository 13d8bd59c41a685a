#include "server/entry_cursors.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "fmt/format.h"
#include "matcher/core/ids.h"

namespace portcullis {

EntryCursor CursorAt(const Entry& entry, EntryOrder order) {
  switch (order) {
    case EntryOrder::kId: return {absl::UnixEpoch(), entry.id};
    case EntryOrder::kCreateTime: return {entry.create_time, entry.id};
    case EntryOrder::kUpdateTime: return {entry.update_time, entry.id};
    case EntryOrder::kReviewBy: return {entry.details.review_by, entry.id};
  }
  return {absl::UnixEpoch(), entry.id};
}

std::string FormatCursor(const EntryCursor& cursor) {
  // Not in one number: 64 bits of nanoseconds end in the year 2262.
  const std::int64_t seconds = absl::ToUnixSeconds(cursor.time);
  const std::int64_t nanos = absl::ToInt64Nanoseconds(cursor.time - absl::FromUnixSeconds(seconds));
  return fmt::format("{}.{} {}", seconds, nanos, FormatEntryId(cursor.id));
}

absl::StatusOr<EntryCursor> ParseCursor(std::string_view text) {
  const std::vector<std::string> parts =
      absl::StrSplit(absl::string_view(text.data(), text.size()), absl::ByAnyChar(". "));
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
  if (parts.size() == 3 && absl::SimpleAtoi(parts[0], &seconds) &&
      absl::SimpleAtoi(parts[1], &nanos)) {
    const std::optional<EntryId> id = ParseEntryId(parts[2]);
    if (id) return EntryCursor{absl::FromUnixSeconds(seconds) + absl::Nanoseconds(nanos), *id};
  }
  return absl::InternalError("a page token of ours holds no place in the entries");
}

}  // namespace portcullis
