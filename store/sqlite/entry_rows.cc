#include "store/sqlite/entry_rows.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "matcher/core/status_macros.h"
#include "store/embedding_bytes.h"
#include "store/sqlite/entry_row.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

std::int64_t SqlFlag(bool value) { return value ? 1 : 0; }

bool Names(const std::vector<ReferenceInfo>& references, ReferenceId id) {
  return std::any_of(references.begin(), references.end(),
                     [id](const ReferenceInfo& reference) { return reference.id == id; });
}

}  // namespace

absl::StatusOr<bool> EntryRows::Exists(EntryId id) {
  Query query(connection_, "SELECT 1 FROM entry WHERE id = ?");
  return query.Bind(id.value).Next();
}

absl::StatusOr<std::optional<Entry>> EntryRows::Find(EntryId id) {
  Query query(connection_,
              "SELECT id, status, pending, revision, create_time_ns, update_time_ns, review_by_ns, "
              "next_act_ns, external_reference_tag, record FROM entry WHERE id = ?");
  PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Bind(id.value).Next());
  if (!found) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(EntryRecord record, OpenEntry(EntryRowOf(query), sealer_));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Membership> memberships, MembershipsOf(id));
  PORTCULLIS_RETURN_IF_ERROR(CheckMemberships(record.entry, memberships));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ReferenceId> references, ReferencesOf(id));
  PORTCULLIS_RETURN_IF_ERROR(CheckReferences(record.entry, references));
  return std::move(record.entry);
}

absl::StatusOr<std::vector<Embedding>> EntryRows::Embeddings(const Entry& entry) {
  const auto model = std::make_shared<const ModelId>(model_);
  std::vector<Embedding> embeddings;
  for (const ReferenceInfo& reference : entry.references) {
    Query query(connection_, "SELECT embedding FROM reference WHERE entry_id = ? AND id = ?");
    query.Bind(entry.id.value).Bind(reference.id.value);
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return DataCorrupt(ReferenceField(reference.id, "embedding", model_).Name());
    PORTCULLIS_ASSIGN_OR_RETURN(Embedding embedding,
                                OpenEmbedding(query.BlobView(0), reference.id, model, sealer_));
    embeddings.push_back(std::move(embedding));
  }
  return embeddings;
}

absl::StatusOr<std::vector<EnrolledFace>> EntryRows::Faces(const Entry& entry) {
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Embedding> embeddings, Embeddings(entry));
  std::vector<EnrolledFace> faces;
  for (std::size_t i = 0; i < embeddings.size(); ++i) {
    const ReferenceInfo& reference = entry.references[i];
    const SealedField field = ReferenceField(reference.id, "portrait", model_);
    Query query(connection_, "SELECT image FROM portrait WHERE entry_id = ? AND reference_id = ?");
    query.Bind(entry.id.value).Bind(reference.id.value);
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return DataCorrupt(field.Name());
    PORTCULLIS_ASSIGN_OR_RETURN(std::string portrait, sealer_.Open(query.BlobView(0), field));
    faces.push_back({reference, std::move(embeddings[i]), std::move(portrait)});
  }
  return faces;
}

absl::Status EntryRows::Put(const PutEntry& put, const std::optional<Entry>& before,
                            StoreState& state) {
  const Entry& entry = put.entry;
  PORTCULLIS_RETURN_IF_ERROR(WriteRecord(entry, before.has_value()));
  PORTCULLIS_RETURN_IF_ERROR(WriteMemberships(entry));
  if (before) {
    PORTCULLIS_RETURN_IF_ERROR(DeleteUnnamedReferences(*before, entry));
    state.records -= TermOf(sealer_, entry.id, before->revision);
  } else {
    ++state.entries;
  }
  for (const EnrolledFace& face : put.added) {
    PORTCULLIS_RETURN_IF_ERROR(InsertFace(entry.id, face));
  }
  state.records += TermOf(sealer_, entry.id, entry.revision);
  return absl::OkStatus();
}

absl::Status EntryRows::Erase(const Entry& entry, StoreState& state) {
  for (const char* sql :
       {"DELETE FROM portrait WHERE entry_id = ?", "DELETE FROM reference WHERE entry_id = ?",
        "DELETE FROM entry_list WHERE entry_id = ?", "DELETE FROM entry WHERE id = ?"}) {
    Query erase(connection_, sql);
    PORTCULLIS_RETURN_IF_ERROR(erase.Bind(entry.id.value).Run());
  }
  state.records -= TermOf(sealer_, entry.id, entry.revision);
  --state.entries;
  return absl::OkStatus();
}

absl::StatusOr<bool> EntryRows::HasRowsOf(EntryId id) {
  for (const char* sql :
       {"SELECT 1 FROM entry WHERE id = ?", "SELECT 1 FROM entry_list WHERE entry_id = ? LIMIT 1",
        "SELECT 1 FROM reference WHERE entry_id = ? LIMIT 1",
        "SELECT 1 FROM portrait WHERE entry_id = ? LIMIT 1"}) {
    Query query(connection_, sql);
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Bind(id.value).Next());
    if (found) return true;
  }
  return false;
}

absl::StatusOr<std::vector<Membership>> EntryRows::MembershipsOf(EntryId id) {
  Query query(connection_,
              "SELECT list_id, membership_pending FROM entry_list WHERE entry_id = ? "
              "ORDER BY list_id");
  query.Bind(id.value);
  std::vector<Membership> memberships;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return memberships;
    memberships.push_back({ListId{query.Text(0)}, query.Int(1) != 0});
  }
}

absl::StatusOr<std::vector<ReferenceId>> EntryRows::ReferencesOf(EntryId id) {
  Query query(connection_, "SELECT id FROM reference WHERE entry_id = ? ORDER BY id");
  query.Bind(id.value);
  std::vector<ReferenceId> references;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return references;
    references.push_back(ReferenceId{query.Int(0)});
  }
}

absl::Status EntryRows::WriteRecord(const Entry& entry, bool exists) {
  const EntryRecord record{.entry = entry, .keys = KeysOf(entry, sealer_)};
  const EntryKeys& keys = record.keys;
  Query put(connection_,
            exists ? "UPDATE entry SET status = ?, pending = ?, revision = ?, create_time_ns = ?, "
                     "update_time_ns = ?, review_by_ns = ?, next_act_ns = ?, "
                     "external_reference_tag = ?, record = ? WHERE id = ?"
                   : "INSERT INTO entry (status, pending, revision, create_time_ns, "
                     "update_time_ns, review_by_ns, next_act_ns, external_reference_tag, record, "
                     "id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  put.Bind(static_cast<std::int64_t>(keys.status))
      .Bind(SqlFlag(keys.pending))
      .Bind(keys.revision.value)
      .Bind(keys.create_time_ns)
      .Bind(keys.update_time_ns)
      .Bind(keys.review_by_ns)
      .Bind(keys.next_act_ns);
  if (keys.external_reference_tag.empty()) {
    put.BindNull();
  } else {
    put.BindBlob(keys.external_reference_tag);
  }
  return put.BindBlob(SealEntry(record, sealer_)).Bind(entry.id.value).Run();
}

absl::Status EntryRows::WriteMemberships(const Entry& entry) {
  Query clear(connection_, "DELETE FROM entry_list WHERE entry_id = ?");
  PORTCULLIS_RETURN_IF_ERROR(clear.Bind(entry.id.value).Run());
  for (const Membership& membership : entry.lists) {
    Query insert(connection_,
                 "INSERT INTO entry_list (list_id, entry_id, membership_pending, status, pending, "
                 "create_time_ns, update_time_ns, review_by_ns) "
                 "SELECT ?, id, ?, status, pending, create_time_ns, update_time_ns, review_by_ns "
                 "FROM entry WHERE id = ?");
    PORTCULLIS_RETURN_IF_ERROR(insert.BindText(membership.list.value)
                                   .Bind(SqlFlag(membership.pending))
                                   .Bind(entry.id.value)
                                   .Run());
  }
  return absl::OkStatus();
}

absl::Status EntryRows::InsertFace(EntryId entry, const EnrolledFace& face) {
  const ReferenceId id = face.info.id;
  const std::string embedding = EncodeEmbedding(face.embedding.values());
  Query insert(connection_, "INSERT INTO reference (entry_id, id, embedding) VALUES (?, ?, ?)");
  PORTCULLIS_RETURN_IF_ERROR(
      insert.Bind(entry.value)
          .Bind(id.value)
          .BindBlob(sealer_.Seal(embedding, ReferenceField(id, "embedding", model_)))
          .Run());
  Query portrait(connection_,
                 "INSERT INTO portrait (entry_id, reference_id, image) VALUES (?, ?, ?)");
  return portrait.Bind(entry.value)
      .Bind(id.value)
      .BindBlob(sealer_.Seal(face.portrait, ReferenceField(id, "portrait", model_)))
      .Run();
}

absl::Status EntryRows::DeleteUnnamedReferences(const Entry& before, const Entry& now) {
  for (const ReferenceInfo& reference : before.references) {
    if (Names(now.references, reference.id)) continue;
    for (const char* sql : {"DELETE FROM portrait WHERE entry_id = ? AND reference_id = ?",
                            "DELETE FROM reference WHERE entry_id = ? AND id = ?"}) {
      Query erase(connection_, sql);
      PORTCULLIS_RETURN_IF_ERROR(erase.Bind(now.id.value).Bind(reference.id.value).Run());
    }
  }
  return absl::OkStatus();
}

}  // namespace portcullis
