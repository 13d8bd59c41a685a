#include "store/sqlite/seal_version_1.h"

#include <optional>
#include <utility>
#include <vector>

#include "border/watchlist/entry_lifecycle.h"
#include "border/watchlist/watchlist.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/sqlite/entry_rows.h"
#include "store/sqlite/journal_rows.h"
#include "store/sqlite/journal_sum.h"
#include "store/sqlite/list_rows.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/state_row.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

absl::Status SealLists(Connection& connection, const Sealer& sealer, StoreState& state) {
  ListRows lists(connection, sealer);
  Query query(connection,
              "SELECT id, display_name, owner, purpose, legal_basis, create_time_ns FROM list_1");
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return absl::OkStatus();
    WatchList list;
    list.id = ListId{query.Text(0)};
    list.display_name = query.Text(1);
    list.owner = query.Text(2);
    list.purpose = query.Text(3);
    list.legal_basis = query.Text(4);
    list.create_time = absl::FromUnixNanos(query.Int(5));
    list.update_time = list.create_time;
    PORTCULLIS_RETURN_IF_ERROR(lists.Put(list, std::nullopt, state));
  }
}

absl::Status ReadMemberships(Connection& connection, Entry& entry) {
  Query query(connection, "SELECT list_id FROM entry_list_1 WHERE entry_id = ? ORDER BY list_id");
  query.Bind(entry.id.value);
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return absl::OkStatus();
    entry.lists.push_back({ListId{query.Text(0)}, false});
  }
}

absl::Status ReadReferences(Connection& connection, Entry& entry) {
  Query query(connection,
              "SELECT id, inter_eye_distance_px, sharpness, mean_luminance, detector_confidence "
              "FROM reference_1 WHERE entry_id = ? ORDER BY position");
  query.Bind(entry.id.value);
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return absl::OkStatus();
    entry.references.push_back(
        {.id = ReferenceId{query.Int(0)},
         .quality = {.inter_eye_distance_px = static_cast<float>(query.Real(1)),
                     .sharpness = static_cast<float>(query.Real(2)),
                     .mean_luminance = static_cast<float>(query.Real(3)),
                     .detector_confidence = static_cast<float>(query.Real(4))},
         .pending = false,
         .create_time = entry.create_time});
  }
}

/// Of the row (id, display_name, external_reference, revision, create_time_ns).
absl::StatusOr<Entry> ReadEntry(const Query& query, Connection& connection, const Sealer& sealer) {
  Entry entry;
  entry.id = EntryId{query.Int(0)};
  const std::string row = FormatEntryId(entry.id);
  PORTCULLIS_ASSIGN_OR_RETURN(entry.details.display_name,
                              sealer.Open(query.BlobView(1), {"entry", row, "display_name", ""}));
  PORTCULLIS_ASSIGN_OR_RETURN(
      entry.details.external_reference,
      sealer.Open(query.BlobView(2), {"entry", row, "external_reference", ""}));
  entry.revision = Revision{query.Int(3)};
  entry.create_time = absl::FromUnixNanos(query.Int(4));
  entry.update_time = entry.create_time;
  entry.details.review_by = entry.create_time + kDefaultReviewPeriod;
  entry.status = EntryStatus::kActive;
  PORTCULLIS_RETURN_IF_ERROR(ReadMemberships(connection, entry));
  PORTCULLIS_RETURN_IF_ERROR(ReadReferences(connection, entry));
  if (entry.lists.empty() || entry.references.empty()) {
    return DataCorrupt(fmt::format("entry {} (its lists and references)", row));
  }
  return entry;
}

absl::Status SealEntries(Connection& connection, const Sealer& sealer, StoreState& state) {
  const ModelId model = state.model.value_or(ModelId{});
  EntryRows entries(connection, sealer, model);
  Query query(connection,
              "SELECT id, display_name, external_reference, revision, create_time_ns "
              "FROM entry_1 ORDER BY id");
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return absl::OkStatus();
    PORTCULLIS_ASSIGN_OR_RETURN(Entry entry, ReadEntry(query, connection, sealer));
    const Revision expected{entry.revision.value - 1};
    PORTCULLIS_RETURN_IF_ERROR(entries.Put(
        {.entry = std::move(entry), .added = {}, .expected = expected}, std::nullopt, state));
  }
}

/// Of the changelog as it was in schema version 2.
absl::Status SumChanges(Connection& connection, const Sealer& sealer, StoreState& state) {
  Query query(connection, "SELECT seq, list_id, entry_id, removed FROM changelog ORDER BY seq");
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return absl::OkStatus();
    ++state.last_change.value;
    const Sequence sequence{static_cast<std::uint64_t>(query.Int(0))};
    if (sequence != state.last_change) {
      return DataCorrupt(fmt::format("changelog {}", state.last_change.value));
    }
    ChangelogRow row{sequence, EntryId{query.Int(2)}, query.Int(3) != 0};
    if (!query.IsNull(1)) row.record = ListId{query.Text(1)};
    state.journal += TermOf(sealer, row);
  }
}

}  // namespace

absl::Status SealVersion1(Connection& connection, const Sealer& sealer) {
  StoreState state;
  PORTCULLIS_ASSIGN_OR_RETURN(state.model, ReadModel(connection));
  PORTCULLIS_RETURN_IF_ERROR(SealLists(connection, sealer, state));
  PORTCULLIS_RETURN_IF_ERROR(SealEntries(connection, sealer, state));
  // Sealed for their own id, so they move as they are.
  PORTCULLIS_RETURN_IF_ERROR(
      connection.Execute("INSERT INTO reference (entry_id, id, embedding)"
                         "  SELECT entry_id, id, embedding FROM reference_1 ORDER BY entry_id, id;"
                         "INSERT INTO portrait (entry_id, reference_id, image)"
                         "  SELECT entry_id, id, portrait FROM reference_1 ORDER BY entry_id, id;"
                         "DROP TABLE reference_1;"
                         "DROP TABLE entry_list_1;"
                         "DROP TABLE entry_1;"
                         "DROP TABLE list_1;"));
  PORTCULLIS_RETURN_IF_ERROR(SumChanges(connection, sealer, state));
  PORTCULLIS_RETURN_IF_ERROR(SumEventsAndRequests(connection, sealer, state));
  return WriteState(connection, sealer, state);
}

}  // namespace portcullis
