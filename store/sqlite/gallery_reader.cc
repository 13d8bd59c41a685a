#include "store/sqlite/gallery_reader.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/sqlite/batch_pipeline.h"
#include "store/sqlite/gallery_batch.h"
#include "store/sqlite/journal_rows.h"
#include "store/sqlite/list_rows.h"
#include "store/sqlite/state_row.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

constexpr std::size_t kEntriesAtATime = 2048;
constexpr std::size_t kListsAtATime = 1000;

/// Reads entry, entry_list and reference, each by entry id, in step.
class RowMerger {
 public:
  explicit RowMerger(Connection& connection)
      : entries_(connection,
                 "SELECT id, status, pending, revision, create_time_ns, update_time_ns, "
                 "review_by_ns, next_act_ns, external_reference_tag, record "
                 "FROM entry ORDER BY id"),
        memberships_(connection,
                     "SELECT entry_id, list_id, membership_pending "
                     "FROM entry_list INDEXED BY entry_list_by_entry ORDER BY entry_id, list_id"),
        references_(connection,
                    "SELECT entry_id, id, embedding FROM reference ORDER BY entry_id, id") {}

  absl::Status Begin() {
    PORTCULLIS_ASSIGN_OR_RETURN(has_membership_, memberships_.Next());
    PORTCULLIS_ASSIGN_OR_RETURN(has_reference_, references_.Next());
    return absl::OkStatus();
  }

  /// Empty after the last entry.
  absl::StatusOr<SealedBatch> NextBatch() {
    SealedBatch batch;
    // A statement that is asked again after its last row would start anew.
    while (has_more_ && batch.size() < kEntriesAtATime) {
      PORTCULLIS_ASSIGN_OR_RETURN(has_more_, entries_.Next());
      if (!has_more_) {
        PORTCULLIS_RETURN_IF_ERROR(CheckNothingIsLeft());
        break;
      }
      const EntryRow row = EntryRowOf(entries_);
      batch.AddEntry(row);
      PORTCULLIS_RETURN_IF_ERROR(AddRowsOf(row.id, batch));
    }
    return batch;
  }

 private:
  absl::Status AddRowsOf(EntryId id, SealedBatch& batch) {
    while (has_membership_ && memberships_.Int(0) == id.value) {
      batch.AddMembership(memberships_.BlobView(1), memberships_.Int(2) != 0);
      PORTCULLIS_ASSIGN_OR_RETURN(has_membership_, memberships_.Next());
    }
    while (has_reference_ && references_.Int(0) == id.value) {
      batch.AddReference(ReferenceId{references_.Int(1)}, references_.BlobView(2));
      PORTCULLIS_ASSIGN_OR_RETURN(has_reference_, references_.Next());
    }
    return absl::OkStatus();
  }

  /// A row that no entry has taken has lost its entry.
  absl::Status CheckNothingIsLeft() const {
    if (!has_membership_ && !has_reference_) return absl::OkStatus();
    const EntryId id{has_reference_ ? references_.Int(0) : memberships_.Int(0)};
    return DataCorrupt(fmt::format("entry {} (gone, but not all of its rows)", FormatEntryId(id)));
  }

  Query entries_;
  Query memberships_;
  Query references_;
  bool has_more_ = true;
  bool has_membership_ = false;
  bool has_reference_ = false;
};

absl::StatusOr<std::vector<ListId>> ReadLists(Connection& connection, const Sealer& sealer,
                                              StoreState& counted) {
  ListRows rows(connection, sealer);
  std::vector<ListId> ids;
  while (true) {
    const std::string after = ids.empty() ? std::string() : ids.back().value;
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<WatchList> lists,
                                rows.After(after, kListsAtATime));
    if (lists.empty()) return ids;
    for (const WatchList& list : lists) {
      ids.push_back(list.id);
      ++counted.lists;
      counted.records += TermOf(sealer, list.id, list.revision);
    }
  }
}

/// Gives the sink what is open and counts it.
class Giver {
 public:
  Giver(GallerySink& sink, StoreState& counted) : sink_(sink), counted_(counted) {}

  absl::Status Give(absl::StatusOr<OpenedBatch> batch) {
    PORTCULLIS_RETURN_IF_ERROR(batch.status());
    counted_.entries += batch->entries;
    counted_.records += batch->terms;
    return batch->faces.empty() ? absl::OkStatus() : sink_.PutEntries(std::move(batch->faces));
  }

  absl::Status GiveReady(BatchPipeline& pipeline) {
    while (auto opened = pipeline.TakeIfReady()) {
      PORTCULLIS_RETURN_IF_ERROR(Give(*std::move(opened)));
    }
    return absl::OkStatus();
  }

  absl::Status GiveRest(BatchPipeline& pipeline) {
    while (auto opened = pipeline.TakeNext()) {
      PORTCULLIS_RETURN_IF_ERROR(Give(*std::move(opened)));
    }
    return absl::OkStatus();
  }

 private:
  GallerySink& sink_;
  StoreState& counted_;
};

absl::Status GiveEntries(Connection& connection, const Sealer& sealer, const ModelId& model,
                         Giver giver) {
  RowMerger rows(connection);
  PORTCULLIS_RETURN_IF_ERROR(rows.Begin());
  BatchPipeline pipeline(sealer, model);
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(SealedBatch batch, rows.NextBatch());
    if (batch.size() == 0) return giver.GiveRest(pipeline);
    if (pipeline.IsFull()) {
      PORTCULLIS_RETURN_IF_ERROR(giver.Give(Open(batch, sealer, model)));
    } else {
      pipeline.Submit(std::move(batch));
    }
    PORTCULLIS_RETURN_IF_ERROR(giver.GiveReady(pipeline));
  }
}

}  // namespace

absl::StatusOr<StoreState> ReadGalleryRows(Connection& connection, const Sealer& sealer,
                                           const ModelId& model, GallerySink& sink) {
  PORTCULLIS_ASSIGN_OR_RETURN(const StoreState expected, ReadState(connection, sealer));
  StoreState counted;
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<ListId> lists, ReadLists(connection, sealer, counted));
  PORTCULLIS_RETURN_IF_ERROR(sink.PutLists(std::move(lists)));
  PORTCULLIS_RETURN_IF_ERROR(GiveEntries(connection, sealer, model, Giver(sink, counted)));
  if (counted.lists != expected.lists || counted.entries != expected.entries ||
      counted.records != expected.records) {
    return DataCorrupt(fmt::format(
        "the whole ({} lists and {} entries, where {} and {} were, or an older revision of one)",
        counted.lists, counted.entries, expected.lists, expected.entries));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const Sequence last, JournalRows(connection, sealer).LastChange());
  if (last != expected.last_change) {
    return DataCorrupt(fmt::format("changelog {}", expected.last_change.value));
  }
  return expected;
}

}  // namespace portcullis
