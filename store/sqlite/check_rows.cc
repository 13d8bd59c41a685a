#include "store/sqlite/check_rows.h"

#include <optional>
#include <string>
#include <utility>

#include "matcher/core/status_macros.h"
#include "store/check_bytes.h"
#include "store/sqlite/sql_number.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

SealedField CheckField(std::int64_t id) {
  return {"check_record", std::to_string(id), "record", ""};
}

}  // namespace

absl::Status CheckRows::Append(std::span<const CheckRecord> records) {
  std::int64_t id = 0;
  {
    Query last(connection_, "SELECT coalesce(max(id), 0) FROM check_record");
    PORTCULLIS_RETURN_IF_ERROR(last.Next().status());
    id = last.Int(0);
  }
  for (const CheckRecord& record : records) {
    ++id;
    Query insert(connection_, "INSERT INTO check_record (id, time_ns, record) VALUES (?, ?, ?)");
    PORTCULLIS_RETURN_IF_ERROR(insert.Bind(id)
                                   .Bind(absl::ToUnixNanos(record.time))
                                   .BindBlob(sealer_.Seal(EncodeCheck(record), CheckField(id)))
                                   .Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<CheckRecord>> CheckRows::After(CheckPlace& place, absl::Time until,
                                                          std::size_t limit) {
  Query query(connection_,
              "SELECT id, time_ns, record FROM check_record WHERE (time_ns, id) > (?, ?) "
              "AND time_ns < ? ORDER BY time_ns, id LIMIT ?");
  query.Bind(place.time_ns).Bind(place.id).Bind(absl::ToUnixNanos(until)).Bind(SqlNumber(limit));
  std::vector<CheckRecord> records;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return records;
    place = {.time_ns = query.Int(1), .id = query.Int(0)};
    const SealedField field = CheckField(place.id);
    PORTCULLIS_ASSIGN_OR_RETURN(const std::string bytes, sealer_.Open(query.BlobView(2), field));
    std::optional<CheckRecord> record = DecodeCheck(bytes);
    if (!record || absl::ToUnixNanos(record->time) != place.time_ns) {
      return DataCorrupt(field.Name());
    }
    records.push_back(*std::move(record));
  }
}

absl::StatusOr<std::size_t> CheckRows::Purge(absl::Time before) {
  const std::int64_t before_ns = absl::ToUnixNanos(before);
  std::size_t count = 0;
  {
    Query old(connection_, "SELECT count(*) FROM check_record WHERE time_ns < ?");
    PORTCULLIS_RETURN_IF_ERROR(old.Bind(before_ns).Next().status());
    count = static_cast<std::size_t>(old.Int(0));
  }
  if (count == 0) return count;
  Query erase(connection_, "DELETE FROM check_record WHERE time_ns < ?");
  PORTCULLIS_RETURN_IF_ERROR(erase.Bind(before_ns).Run());
  return count;
}

}  // namespace portcullis
