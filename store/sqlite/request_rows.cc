#include "store/sqlite/request_rows.h"

#include "matcher/core/status_macros.h"
#include "store/byte_codec.h"
#include "store/kept_request.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

/// Of rows (request_id, fingerprint, time_ns, subject_entry_id, response IS NOT NULL).
absl::StatusOr<std::vector<RequestRow>> ReadRows(Query& query) {
  std::vector<RequestRow> rows;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return rows;
    RequestRow row{.key = {query.Text(0), query.Blob(1)},
                   .time_ns = query.Int(2),
                   .subject = std::nullopt,
                   .has_response = query.Int(4) != 0};
    if (!query.IsNull(3)) row.subject = EntryId{query.Int(3)};
    rows.push_back(std::move(row));
  }
}

}  // namespace

std::uint64_t TermOf(const Sealer& sealer, const RequestRow& row) {
  ByteWriter writer;
  writer.Byte('r')
      .Text(row.key.request_id)
      .Text(row.key.fingerprint)
      .Signed(row.time_ns)
      .Flag(row.subject.has_value())
      .Signed(row.subject.value_or(EntryId{0}).value)
      .Flag(row.has_response);
  return sealer.Term(writer.bytes());
}

SealedField ResponseField(const std::string& request_id) {
  return {"request", request_id, "response", ""};
}

absl::StatusOr<std::optional<std::string>> RequestRows::FindResponse(const RequestKey& key,
                                                                     absl::Time now) {
  Query query(connection_,
              "SELECT fingerprint, response, subject_entry_id FROM request "
              "WHERE request_id = ? AND time_ns >= ?");
  query.BindText(key.request_id).Bind(absl::ToUnixNanos(OldestKeptRequest(now)));
  PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
  if (!found) return std::nullopt;
  if (query.BlobView(0) != key.fingerprint) return RequestIdReused(key.request_id);
  if (query.IsNull(1)) return ResponseErased(EntryId{query.Int(2)});
  return sealer_.Open(query.BlobView(1), ResponseField(key.request_id));
}

absl::StatusOr<bool> RequestRows::HasResponseAbout(EntryId entry) {
  Query query(connection_,
              "SELECT 1 FROM request WHERE subject_entry_id = ? AND response IS NOT NULL");
  return query.Bind(entry.value).Next();
}

absl::Status RequestRows::Keep(const Mutation& mutation, StoreState& state) {
  if (!mutation.key) return absl::OkStatus();
  const RequestRow row{.key = *mutation.key,
                       .time_ns = absl::ToUnixNanos(mutation.time),
                       .subject = mutation.response_about,
                       .has_response = true};
  std::optional<std::int64_t> subject;
  if (row.subject) subject = row.subject->value;
  Query insert(connection_,
               "INSERT INTO request (request_id, fingerprint, time_ns, response, "
               "subject_entry_id) VALUES (?, ?, ?, ?, ?)");
  PORTCULLIS_RETURN_IF_ERROR(
      insert.BindText(row.key.request_id)
          .BindBlob(row.key.fingerprint)
          .Bind(row.time_ns)
          .BindBlob(sealer_.Seal(mutation.response, ResponseField(row.key.request_id)))
          .Bind(subject)
          .Run());
  state.journal += TermOf(sealer_, row);
  return absl::OkStatus();
}

absl::Status RequestRows::ForgetOld(absl::Time now, StoreState& state) {
  const std::int64_t oldest = absl::ToUnixNanos(OldestKeptRequest(now));
  Query old(connection_,
            "SELECT request_id, fingerprint, time_ns, subject_entry_id, response IS NOT NULL "
            "FROM request WHERE time_ns < ?");
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<RequestRow> rows, ReadRows(old.Bind(oldest)));
  if (rows.empty()) return absl::OkStatus();
  for (const RequestRow& row : rows) state.journal -= TermOf(sealer_, row);
  Query erase(connection_, "DELETE FROM request WHERE time_ns < ?");
  return erase.Bind(oldest).Run();
}

absl::Status RequestRows::EraseResponsesAbout(EntryId entry, StoreState& state) {
  Query about(connection_,
              "SELECT request_id, fingerprint, time_ns, subject_entry_id, response IS NOT NULL "
              "FROM request WHERE subject_entry_id = ? AND response IS NOT NULL");
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<RequestRow> rows, ReadRows(about.Bind(entry.value)));
  for (RequestRow& row : rows) {
    state.journal -= TermOf(sealer_, row);
    row.has_response = false;
    state.journal += TermOf(sealer_, row);
  }
  Query update(connection_, "UPDATE request SET response = NULL WHERE subject_entry_id = ?");
  return update.Bind(entry.value).Run();
}

absl::StatusOr<std::vector<RequestRow>> RequestRows::All() {
  Query all(connection_,
            "SELECT request_id, fingerprint, time_ns, subject_entry_id, response IS NOT NULL "
            "FROM request ORDER BY request_id");
  return ReadRows(all);
}

}  // namespace portcullis
