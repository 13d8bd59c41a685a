#include "store/sqlite/journal_rows.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/kept_request.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

SealedField ResponseField(const std::string& request_id) {
  return {"request", request_id, "response", ""};
}

std::int64_t SqlNumber(std::uint64_t value) {
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(value, kLargest));
}

}  // namespace

absl::StatusOr<Sequence> JournalRows::AppendChange(const ChangedRecord& record) {
  // Not AUTOINCREMENT, which skips the number of a transaction that was rolled back.
  Query insert(connection_,
               "INSERT INTO changelog (seq, list_id, entry_id) "
               "SELECT coalesce(max(seq), 0) + 1, ?, ? FROM changelog RETURNING seq");
  if (const auto* list = std::get_if<ListId>(&record)) {
    insert.BindText(list->value).BindNull();
  } else {
    insert.BindNull().Bind(std::get<EntryId>(record).value);
  }
  PORTCULLIS_RETURN_IF_ERROR(insert.Next().status());
  const Sequence sequence{static_cast<std::uint64_t>(insert.Int(0))};
  PORTCULLIS_RETURN_IF_ERROR(insert.Run());
  return sequence;
}

absl::StatusOr<std::vector<ChangelogRow>> JournalRows::ChangesAfter(Sequence after,
                                                                    std::size_t limit) {
  Query query(connection_,
              "SELECT seq, list_id, entry_id FROM changelog WHERE seq > ? ORDER BY seq LIMIT ?");
  query.Bind(SqlNumber(after.value)).Bind(SqlNumber(limit));
  std::vector<ChangelogRow> rows;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return rows;
    const Sequence expected{after.value + rows.size() + 1};
    const Sequence sequence{static_cast<std::uint64_t>(query.Int(0))};
    if (sequence != expected) return DataCorrupt(fmt::format("changelog {}", expected.value));
    ChangedRecord record = EntryId{query.Int(2)};
    if (!query.IsNull(1)) record = ListId{query.Text(1)};
    rows.push_back({sequence, std::move(record)});
  }
}

absl::Status JournalRows::AppendAuditEvent(const AuditEvent& event) {
  Query insert(connection_,
               "INSERT INTO audit_event (seq, time_ns, actor, action, target, request_id) "
               "VALUES (?, ?, ?, ?, ?, ?)");
  return insert.Bind(SqlNumber(event.sequence.value))
      .Bind(absl::ToUnixNanos(event.time))
      .BindText(event.actor)
      .BindText(event.action)
      .BindText(event.target)
      .BindText(event.request_id)
      .Run();
}

absl::StatusOr<std::optional<std::string>> JournalRows::FindResponse(const RequestKey& key,
                                                                     absl::Time now) {
  Query query(connection_,
              "SELECT fingerprint, response, enrolled_entry_id FROM request "
              "WHERE request_id = ? AND time_ns >= ?");
  query.BindText(key.request_id).Bind(absl::ToUnixNanos(OldestKeptRequest(now)));
  PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
  if (!found) return std::nullopt;
  if (query.Blob(0) != key.fingerprint) return RequestIdReused(key.request_id);
  if (query.IsNull(1)) return EnrolledEntryDeleted(EntryId{query.Int(2)});
  return sealer_.Open(query.Blob(1), ResponseField(key.request_id));
}

absl::Status JournalRows::KeepRequest(const Mutation& mutation) {
  const RequestKey& key = mutation.key;
  Query insert(connection_,
               "INSERT INTO request (request_id, fingerprint, time_ns, response, "
               "enrolled_entry_id) VALUES (?, ?, ?, ?, ?)");
  insert.BindText(key.request_id)
      .BindBlob(key.fingerprint)
      .Bind(absl::ToUnixNanos(mutation.time))
      .BindBlob(sealer_.Seal(mutation.response, ResponseField(key.request_id)));
  if (const auto* enrolment = std::get_if<EnrollEntryChange>(&mutation.change)) {
    insert.Bind(enrolment->entry.id.value);
  } else {
    insert.BindNull();
  }
  return insert.Run();
}

absl::Status JournalRows::ForgetOldRequests(absl::Time now) {
  Query erase(connection_, "DELETE FROM request WHERE time_ns < ?");
  return erase.Bind(absl::ToUnixNanos(OldestKeptRequest(now))).Run();
}

absl::Status JournalRows::EraseResponsesAbout(EntryId entry) {
  Query update(connection_, "UPDATE request SET response = NULL WHERE enrolled_entry_id = ?");
  return update.Bind(entry.value).Run();
}

}  // namespace portcullis
