#include "store/sqlite/entry_row.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/embedding_bytes.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

SealedField RecordField(EntryId id) { return {"entry", FormatEntryId(id), "record", ""}; }

absl::Status EntryCorrupt(EntryId id, std::string_view part) {
  return DataCorrupt(fmt::format("entry {} ({})", FormatEntryId(id), part));
}

}  // namespace

EntryRow EntryRowOf(const Query& query) {
  EntryRow row{.id = EntryId{query.Int(0)}, .keys = std::nullopt, .record = query.BlobView(9)};
  const std::int64_t status = query.Int(1);
  const std::int64_t pending = query.Int(2);
  const bool has_tag = !query.IsNull(8);
  const std::string_view tag = query.BlobView(8);
  constexpr std::int64_t kHighestStatus = 255;
  if (status < 0 || status > kHighestStatus || pending < 0 || pending > 1) return row;
  if (has_tag && tag.empty()) return row;
  row.keys.emplace(EntryKeys{.status = static_cast<EntryStatus>(status),
                             .pending = pending == 1,
                             .revision = Revision{query.Int(3)},
                             .create_time_ns = query.Int(4),
                             .update_time_ns = query.Int(5),
                             .review_by_ns = query.Int(6),
                             .next_act_ns = std::nullopt,
                             .external_reference_tag = std::string(tag)});
  if (!query.IsNull(7)) row.keys->next_act_ns = query.Int(7);
  return row;
}

std::string SealEntry(const EntryRecord& record, const Sealer& sealer) {
  return sealer.Seal(EncodeEntry(record), RecordField(record.entry.id));
}

absl::StatusOr<EntryRecord> OpenEntry(const EntryRow& row, const Sealer& sealer) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string bytes,
                              sealer.Open(row.record, RecordField(row.id)));
  std::optional<EntryRecord> record = DecodeEntry(row.id, bytes);
  if (!record) return EntryCorrupt(row.id, "record");
  if (row.keys != record->keys) return EntryCorrupt(row.id, "its columns beside the record");
  return *std::move(record);
}

absl::Status CheckMemberships(const Entry& entry, const std::vector<Membership>& rows) {
  if (entry.lists == rows) return absl::OkStatus();
  return EntryCorrupt(entry.id, "its lists");
}

absl::Status CheckReferences(const Entry& entry, const std::vector<ReferenceId>& rows) {
  const std::vector<ReferenceInfo>& references = entry.references;
  bool same = references.size() == rows.size();
  for (const ReferenceInfo& reference : references) {
    same = same && std::binary_search(rows.begin(), rows.end(), reference.id);
  }
  return same ? absl::OkStatus() : EntryCorrupt(entry.id, "its references");
}

SealedField ReferenceField(ReferenceId id, std::string_view column, const ModelId& model) {
  return {"reference", FormatReferenceId(id), column, model.ToString()};
}

absl::StatusOr<Embedding> OpenEmbedding(std::string_view sealed, ReferenceId id,
                                        std::shared_ptr<const ModelId> model,
                                        const Sealer& sealer) {
  const SealedField field = ReferenceField(id, "embedding", *model);
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string bytes, sealer.Open(sealed, field));
  std::optional<std::vector<float>> values = DecodeEmbedding(bytes);
  if (!values) return DataCorrupt(field.Name());
  return Embedding(std::move(model), *std::move(values));
}

}  // namespace portcullis
