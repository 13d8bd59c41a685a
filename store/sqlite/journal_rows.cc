#include "store/sqlite/journal_rows.h"

#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/byte_codec.h"
#include "store/sqlite/sql_number.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

Query& BindRecord(Query& query, const ChangedRecord& record) {
  if (const auto* list = std::get_if<ListId>(&record)) {
    return query.BindText(list->value).BindNull().BindNull();
  }
  if (const auto* entry = std::get_if<EntryId>(&record)) {
    return query.BindNull().Bind(entry->value).BindNull();
  }
  return query.BindNull().BindNull().Bind(std::get<PolicyNumber>(record).value);
}

}  // namespace

std::uint64_t TermOf(const Sealer& sealer, const ChangelogRow& row) {
  ByteWriter writer;
  writer.Byte('c').Number(row.sequence.value).Text(ResourceName(row.record)).Flag(row.removed);
  return sealer.Term(writer.bytes());
}

std::uint64_t TermOf(const Sealer& sealer, const AuditEvent& event) {
  ByteWriter writer;
  writer.Byte('a')
      .Number(event.sequence.value)
      .Signed(absl::ToUnixNanos(event.time))
      .Text(event.actor)
      .Text(event.action)
      .Text(event.target)
      .Text(event.request_id);
  return sealer.Term(writer.bytes());
}

absl::StatusOr<Sequence> JournalRows::AppendChange(const RecordChange& change, StoreState& state) {
  // Not AUTOINCREMENT, which skips the number of a transaction that was rolled back.
  PORTCULLIS_ASSIGN_OR_RETURN(const Sequence last, LastChange());
  if (last != state.last_change) return DataCorrupt(fmt::format("changelog {}", last.value + 1));
  const ChangelogRow row{Sequence{last.value + 1}, RecordOf(change), Removes(change)};
  Query insert(connection_,
               "INSERT INTO changelog (seq, list_id, entry_id, policy_number, removed) "
               "VALUES (?, ?, ?, ?, ?)");
  insert.Bind(SqlNumber(row.sequence.value));
  PORTCULLIS_RETURN_IF_ERROR(
      BindRecord(insert, row.record).Bind(std::int64_t{row.removed ? 1 : 0}).Run());
  state.last_change = row.sequence;
  state.journal += TermOf(sealer_, row);
  return row.sequence;
}

absl::Status JournalRows::AppendEvent(const AuditEvent& event, StoreState& state) {
  Query insert(connection_,
               "INSERT INTO audit_event (seq, time_ns, actor, action, target, request_id) "
               "VALUES (?, ?, ?, ?, ?, ?)");
  PORTCULLIS_RETURN_IF_ERROR(insert.Bind(SqlNumber(event.sequence.value))
                                 .Bind(absl::ToUnixNanos(event.time))
                                 .BindText(event.actor)
                                 .BindText(event.action)
                                 .BindText(event.target)
                                 .BindText(event.request_id)
                                 .Run());
  state.journal += TermOf(sealer_, event);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ChangelogRow>> JournalRows::ChangesAfter(Sequence after,
                                                                    std::size_t limit) {
  Query query(connection_,
              "SELECT seq, list_id, entry_id, policy_number, removed FROM changelog WHERE seq > ? "
              "ORDER BY seq LIMIT ?");
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
    if (!query.IsNull(3)) record = PolicyNumber{query.Int(3)};
    rows.push_back({sequence, std::move(record), query.Int(4) != 0});
  }
}

absl::StatusOr<std::vector<AuditEvent>> JournalRows::EventsAfter(Sequence after,
                                                                 std::size_t limit) {
  Query query(connection_,
              "SELECT seq, time_ns, actor, action, target, request_id FROM audit_event "
              "WHERE seq > ? ORDER BY seq LIMIT ?");
  query.Bind(SqlNumber(after.value)).Bind(SqlNumber(limit));
  std::vector<AuditEvent> events;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return events;
    const Sequence expected{after.value + events.size() + 1};
    const Sequence sequence{static_cast<std::uint64_t>(query.Int(0))};
    if (sequence != expected) return DataCorrupt(fmt::format("audit event {}", expected.value));
    events.push_back({.sequence = sequence,
                      .time = absl::FromUnixNanos(query.Int(1)),
                      .actor = query.Text(2),
                      .action = query.Text(3),
                      .target = query.Text(4),
                      .request_id = query.Text(5)});
  }
}

absl::StatusOr<std::optional<Sequence>> JournalRows::RemovalOf(const ChangedRecord& record) {
  if (std::holds_alternative<PolicyNumber>(record)) return std::nullopt;  // never removed
  const bool is_list = std::holds_alternative<ListId>(record);
  Query query(connection_, is_list ? "SELECT seq, removed FROM changelog WHERE list_id = ? "
                                     "ORDER BY seq DESC LIMIT 1"
                                   : "SELECT seq, removed FROM changelog WHERE entry_id = ? "
                                     "ORDER BY seq DESC LIMIT 1");
  if (is_list) {
    query.BindText(std::get<ListId>(record).value);
  } else {
    query.Bind(std::get<EntryId>(record).value);
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
  if (!found || query.Int(1) == 0) return std::nullopt;
  return Sequence{static_cast<std::uint64_t>(query.Int(0))};
}

absl::StatusOr<Sequence> JournalRows::LastChange() {
  Query query(connection_, "SELECT coalesce(max(seq), 0) FROM changelog");
  PORTCULLIS_RETURN_IF_ERROR(query.Next().status());
  return Sequence{static_cast<std::uint64_t>(query.Int(0))};
}

}  // namespace portcullis
