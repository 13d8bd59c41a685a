#include "store/sqlite/gallery_batch.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "matcher/core/status_macros.h"
#include "store/entry_faces.h"
#include "store/sqlite/state_row.h"

namespace portcullis {

void SealedBatch::AddEntry(const EntryRow& row) {
  entries_.push_back({.id = row.id,
                      .keys = row.keys,
                      .record = Keep(row.record),
                      .first_membership = memberships_.size(),
                      .first_reference = references_.size()});
}

void SealedBatch::AddMembership(std::string_view list, bool pending) {
  memberships_.push_back({Keep(list), pending});
}

void SealedBatch::AddReference(ReferenceId id, std::string_view embedding) {
  references_.push_back({id, Keep(embedding)});
}

SealedBatch::Bytes SealedBatch::Keep(std::string_view bytes) {
  const Bytes kept{bytes_.size(), bytes.size()};
  bytes_ += bytes;
  return kept;
}

/// Opens the entries of a batch one by one.
struct BatchOpener {
  const SealedBatch& batch;
  const Sealer& sealer;
  const std::shared_ptr<const ModelId> model;  // shared with the embeddings

  std::size_t EndOfMemberships(std::size_t i) const {
    return i + 1 < batch.entries_.size() ? batch.entries_[i + 1].first_membership
                                         : batch.memberships_.size();
  }
  std::size_t EndOfReferences(std::size_t i) const {
    return i + 1 < batch.entries_.size() ? batch.entries_[i + 1].first_reference
                                         : batch.references_.size();
  }

  absl::Status CheckLists(std::size_t i, const Entry& entry) const {
    std::vector<Membership> rows;
    for (std::size_t m = batch.entries_[i].first_membership; m < EndOfMemberships(i); ++m) {
      const auto& row = batch.memberships_[m];
      rows.push_back({ListId{std::string(batch.View(row.list))}, row.pending});
    }
    return CheckMemberships(entry, rows);
  }

  absl::StatusOr<std::vector<Embedding>> OpenEmbeddings(std::size_t i, const Entry& entry) const {
    const auto first =
        batch.references_.begin() + static_cast<std::ptrdiff_t>(batch.entries_[i].first_reference);
    const auto end = batch.references_.begin() + static_cast<std::ptrdiff_t>(EndOfReferences(i));
    std::vector<ReferenceId> ids;
    for (auto row = first; row != end; ++row) ids.push_back(row->id);
    PORTCULLIS_RETURN_IF_ERROR(CheckReferences(entry, ids));
    std::vector<Embedding> embeddings;
    if (entry.status == EntryStatus::kRetired) return embeddings;
    embeddings.reserve(ids.size());
    for (const ReferenceInfo& reference : entry.references) {
      // Rows come in the order of ids, references in that of enrolment.
      const auto place = std::lower_bound(ids.begin(), ids.end(), reference.id);
      const auto& row = *(first + (place - ids.begin()));
      PORTCULLIS_ASSIGN_OR_RETURN(Embedding embedding,
                                  OpenEmbedding(batch.View(row.embedding), row.id, model, sealer));
      embeddings.push_back(std::move(embedding));
    }
    return embeddings;
  }

  absl::StatusOr<OpenedBatch> Open() const {
    OpenedBatch opened;
    opened.faces.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto& row = batch.entries_[i];
      PORTCULLIS_ASSIGN_OR_RETURN(
          const EntryRecord record,
          OpenEntry({.id = row.id, .keys = row.keys, .record = batch.View(row.record)}, sealer));
      PORTCULLIS_RETURN_IF_ERROR(CheckLists(i, record.entry));
      PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Embedding> embeddings,
                                  OpenEmbeddings(i, record.entry));
      ++opened.entries;
      opened.terms += TermOf(sealer, row.id, record.entry.revision);
      EntryFaces faces = DivideFaces(record.entry, std::move(embeddings));
      if (faces.searchable || faces.dormant) opened.faces.push_back(std::move(faces));
    }
    return opened;
  }
};

absl::StatusOr<OpenedBatch> Open(const SealedBatch& batch, const Sealer& sealer,
                                 const ModelId& model) {
  return BatchOpener{batch, sealer, std::make_shared<const ModelId>(model)}.Open();
}

}  // namespace portcullis
