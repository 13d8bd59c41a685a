#include "store/sqlite/list_rows.h"

#include <utility>

#include "matcher/core/status_macros.h"
#include "store/list_record.h"
#include "store/sqlite/sql_number.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

SealedField ListField(const ListId& id) { return {"list", id.value, "record", ""}; }

/// Of the row (id, record).
absl::StatusOr<WatchList> OpenList(const Query& row, const Sealer& sealer) {
  const ListId id{row.Text(0)};
  const SealedField field = ListField(id);
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string bytes, sealer.Open(row.BlobView(1), field));
  std::optional<WatchList> list = DecodeList(id, bytes);
  if (!list) return DataCorrupt(field.Name());
  return *std::move(list);
}

}  // namespace

absl::StatusOr<std::vector<WatchList>> ListRows::After(std::string_view after, std::size_t limit) {
  Query query(connection_, "SELECT id, record FROM list WHERE id > ? ORDER BY id LIMIT ?");
  query.BindText(after).Bind(SqlNumber(limit));
  std::vector<WatchList> lists;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return lists;
    PORTCULLIS_ASSIGN_OR_RETURN(WatchList list, OpenList(query, sealer_));
    lists.push_back(std::move(list));
  }
}

absl::StatusOr<std::optional<WatchList>> ListRows::Find(const ListId& id) {
  Query query(connection_, "SELECT id, record FROM list WHERE id = ?");
  PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.BindText(id.value).Next());
  if (!found) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(WatchList list, OpenList(query, sealer_));
  return list;
}

absl::StatusOr<bool> ListRows::Exists(const ListId& id) {
  Query query(connection_, "SELECT 1 FROM list WHERE id = ?");
  return query.BindText(id.value).Next();
}

absl::StatusOr<bool> ListRows::HasEntries(const ListId& id) {
  Query query(connection_, "SELECT 1 FROM entry_list WHERE list_id = ? LIMIT 1");
  return query.BindText(id.value).Next();
}

absl::Status ListRows::Put(const WatchList& list, const std::optional<WatchList>& before,
                           StoreState& state) {
  Query put(connection_,
            "INSERT INTO list (id, record) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET record = excluded.record");
  PORTCULLIS_RETURN_IF_ERROR(put.BindText(list.id.value)
                                 .BindBlob(sealer_.Seal(EncodeList(list), ListField(list.id)))
                                 .Run());
  if (before) {
    state.records -= TermOf(sealer_, before->id, before->revision);
  } else {
    ++state.lists;
  }
  state.records += TermOf(sealer_, list.id, list.revision);
  return absl::OkStatus();
}

absl::Status ListRows::Delete(const WatchList& list, StoreState& state) {
  Query erase(connection_, "DELETE FROM list WHERE id = ?");
  PORTCULLIS_RETURN_IF_ERROR(erase.BindText(list.id.value).Run());
  state.records -= TermOf(sealer_, list.id, list.revision);
  --state.lists;
  return absl::OkStatus();
}

}  // namespace portcullis
