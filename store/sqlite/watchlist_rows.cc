#include "store/sqlite/watchlist_rows.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/embedding_bytes.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

std::int64_t SqlLimit(std::size_t limit) {
  constexpr auto kLargest = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(limit, kLargest));
}

SealedField EntryField(EntryId id, std::string_view column) {
  return {"entry", FormatEntryId(id), column, ""};
}

}  // namespace

absl::StatusOr<std::vector<WatchList>> WatchlistRows::Lists(std::string_view after,
                                                            std::size_t limit) {
  Query query(connection_,
              "SELECT id, display_name, owner, purpose, legal_basis, create_time_ns FROM list "
              "WHERE id > ? ORDER BY id LIMIT ?");
  query.BindText(after).Bind(SqlLimit(limit));
  std::vector<WatchList> lists;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return lists;
    lists.push_back({.id = ListId{query.Text(0)},
                     .display_name = query.Text(1),
                     .owner = query.Text(2),
                     .purpose = query.Text(3),
                     .legal_basis = query.Text(4),
                     .create_time = absl::FromUnixNanos(query.Int(5))});
  }
}

absl::StatusOr<bool> WatchlistRows::HasList(const ListId& list) {
  Query query(connection_, "SELECT 1 FROM list WHERE id = ?");
  return query.BindText(list.value).Next();
}

absl::Status WatchlistRows::InsertList(const WatchList& list) {
  Query insert(connection_,
               "INSERT INTO list (id, display_name, owner, purpose, legal_basis, create_time_ns) "
               "VALUES (?, ?, ?, ?, ?, ?)");
  return insert.BindText(list.id.value)
      .BindText(list.display_name)
      .BindText(list.owner)
      .BindText(list.purpose)
      .BindText(list.legal_basis)
      .Bind(absl::ToUnixNanos(list.create_time))
      .Run();
}

absl::StatusOr<std::vector<EntryId>> WatchlistRows::EntryIds(const EntryQuery& query) {
  Query select(connection_,
               query.list ? "SELECT entry_id FROM entry_list WHERE list_id = ? AND entry_id > ? "
                            "ORDER BY entry_id LIMIT ?"
                          : "SELECT id FROM entry WHERE id > ? ORDER BY id LIMIT ?");
  if (query.list) select.BindText(query.list->value);
  select.Bind(query.after.value_or(EntryId{0}).value).Bind(SqlLimit(query.limit));
  std::vector<EntryId> ids;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, select.Next());
    if (!found) return ids;
    ids.push_back(EntryId{select.Int(0)});
  }
}

absl::StatusOr<std::optional<Revision>> WatchlistRows::EntryRevision(EntryId id) {
  Query query(connection_, "SELECT revision FROM entry WHERE id = ?");
  PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Bind(id.value).Next());
  if (!found) return std::nullopt;
  return Revision{query.Int(0)};
}

absl::StatusOr<Entry> WatchlistRows::ReadEntry(EntryId id) {
  Entry entry{.id = id,
              .external_reference = {},
              .display_name = {},
              .lists = {},
              .references = {},
              .revision = {},
              .create_time = {}};
  Query query(connection_,
              "SELECT display_name, external_reference, revision, create_time_ns FROM entry "
              "WHERE id = ?");
  PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Bind(id.value).Next());
  if (!found) return EntryNotFound(id);
  PORTCULLIS_ASSIGN_OR_RETURN(entry.display_name,
                              sealer_.Open(query.Blob(0), EntryField(id, "display_name")));
  PORTCULLIS_ASSIGN_OR_RETURN(entry.external_reference,
                              sealer_.Open(query.Blob(1), EntryField(id, "external_reference")));
  entry.revision = Revision{query.Int(2)};
  entry.create_time = absl::FromUnixNanos(query.Int(3));
  PORTCULLIS_ASSIGN_OR_RETURN(entry.lists, ListsOf(id));
  PORTCULLIS_ASSIGN_OR_RETURN(entry.references, ReferencesOf(id));
  return entry;
}

absl::StatusOr<std::optional<EnrolledEntry>> WatchlistRows::ReadEnrolledEntry(EntryId id) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Revision> revision, EntryRevision(id));
  if (!revision) return std::nullopt;
  EnrolledEntry entry{.id = id, .lists = {}, .references = {}};
  PORTCULLIS_ASSIGN_OR_RETURN(entry.lists, ListsOf(id));
  Query query(connection_,
              "SELECT id, embedding FROM reference WHERE entry_id = ? ORDER BY position");
  query.Bind(id.value);
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) break;
    const ReferenceId reference{query.Int(0)};
    const SealedField field = ReferenceField(reference, "embedding");
    PORTCULLIS_ASSIGN_OR_RETURN(const std::string bytes, sealer_.Open(query.Blob(1), field));
    std::optional<std::vector<float>> values = DecodeEmbedding(bytes);
    if (!values) return DataCorrupt(field.Name());
    entry.references.push_back({reference, Embedding(model_, *std::move(values))});
  }
  // Every enrolled entry has both; without them it would silently never be found.
  if (entry.lists.empty() || entry.references.empty()) {
    return DataCorrupt(fmt::format("entry {} (its lists and references)", FormatEntryId(id)));
  }
  return entry;
}

absl::Status WatchlistRows::InsertEntry(const EnrollEntryChange& enrolment) {
  const Entry& entry = enrolment.entry;
  Query insert(connection_,
               "INSERT INTO entry (id, display_name, external_reference, revision, create_time_ns) "
               "VALUES (?, ?, ?, ?, ?)");
  PORTCULLIS_RETURN_IF_ERROR(
      insert.Bind(entry.id.value)
          .BindBlob(sealer_.Seal(entry.display_name, EntryField(entry.id, "display_name")))
          .BindBlob(
              sealer_.Seal(entry.external_reference, EntryField(entry.id, "external_reference")))
          .Bind(entry.revision.value)
          .Bind(absl::ToUnixNanos(entry.create_time))
          .Run());
  for (const ListId& list : entry.lists) {
    Query member(connection_, "INSERT INTO entry_list (list_id, entry_id) VALUES (?, ?)");
    PORTCULLIS_RETURN_IF_ERROR(member.BindText(list.value).Bind(entry.id.value).Run());
  }
  for (std::size_t position = 0; position < enrolment.faces.size(); ++position) {
    PORTCULLIS_RETURN_IF_ERROR(InsertReference(entry.id, position, enrolment.faces[position]));
  }
  return absl::OkStatus();
}

absl::Status WatchlistRows::DeleteEntry(EntryId id) {
  for (const char* sql :
       {"DELETE FROM reference WHERE entry_id = ?", "DELETE FROM entry_list WHERE entry_id = ?",
        "DELETE FROM entry WHERE id = ?"}) {
    Query erase(connection_, sql);
    PORTCULLIS_RETURN_IF_ERROR(erase.Bind(id.value).Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ListId>> WatchlistRows::ListsOf(EntryId id) {
  Query query(connection_, "SELECT list_id FROM entry_list WHERE entry_id = ? ORDER BY list_id");
  query.Bind(id.value);
  std::vector<ListId> lists;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return lists;
    lists.push_back(ListId{query.Text(0)});
  }
}

absl::StatusOr<std::vector<ReferenceInfo>> WatchlistRows::ReferencesOf(EntryId id) {
  Query query(connection_,
              "SELECT id, inter_eye_distance_px, sharpness, mean_luminance, detector_confidence "
              "FROM reference WHERE entry_id = ? ORDER BY position");
  query.Bind(id.value);
  std::vector<ReferenceInfo> references;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return references;
    references.push_back({ReferenceId{query.Int(0)},
                          Quality{.inter_eye_distance_px = static_cast<float>(query.Real(1)),
                                  .sharpness = static_cast<float>(query.Real(2)),
                                  .mean_luminance = static_cast<float>(query.Real(3)),
                                  .detector_confidence = static_cast<float>(query.Real(4))}});
  }
}

absl::Status WatchlistRows::InsertReference(EntryId entry, std::size_t position,
                                            const EnrolledFace& face) {
  const ReferenceId id = face.info.id;
  const Quality& quality = face.info.quality;
  const std::string embedding = EncodeEmbedding(face.embedding.values());
  Query insert(connection_,
               "INSERT INTO reference (id, entry_id, position, inter_eye_distance_px, sharpness, "
               "mean_luminance, detector_confidence, embedding, portrait) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  return insert.Bind(id.value)
      .Bind(entry.value)
      .Bind(static_cast<std::int64_t>(position))
      .Bind(static_cast<double>(quality.inter_eye_distance_px))
      .Bind(static_cast<double>(quality.sharpness))
      .Bind(static_cast<double>(quality.mean_luminance))
      .Bind(static_cast<double>(quality.detector_confidence))
      .BindBlob(sealer_.Seal(embedding, ReferenceField(id, "embedding")))
      .BindBlob(sealer_.Seal(face.portrait, ReferenceField(id, "portrait")))
      .Run();
}

SealedField WatchlistRows::ReferenceField(ReferenceId id, std::string_view column) const {
  return {"reference", FormatReferenceId(id), column, model_.ToString()};
}

}  // namespace portcullis
