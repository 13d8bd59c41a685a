// The rows of lists, entries and references, with sealing on the way in and out.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/watchlist/store.h"
#include "matcher/core/enrolled_entry.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// A way to look at a connection, used within a transaction. Every sealed value that is read is
/// checked: DATA_LOSS with DATA_CORRUPT, naming the row.
class WatchlistRows {
 public:
  /// All outlive this. `model` made every embedding.
  WatchlistRows(Connection& connection, const Sealer& sealer, const ModelId& model)
      : connection_(connection), sealer_(sealer), model_(model) {}

  absl::StatusOr<std::vector<WatchList>> Lists(std::string_view after, std::size_t limit);
  absl::StatusOr<bool> HasList(const ListId& list);
  absl::Status InsertList(const WatchList& list);

  /// The ids that the query is about. The list of the query exists.
  absl::StatusOr<std::vector<EntryId>> EntryIds(const EntryQuery& query);
  absl::StatusOr<std::optional<Revision>> EntryRevision(EntryId id);
  absl::StatusOr<Entry> ReadEntry(EntryId id);
  /// None if the entry does not exist.
  absl::StatusOr<std::optional<EnrolledEntry>> ReadEnrolledEntry(EntryId id);
  absl::Status InsertEntry(const EnrollEntryChange& enrolment);
  absl::Status DeleteEntry(EntryId id);

 private:
  absl::StatusOr<std::vector<ListId>> ListsOf(EntryId id);
  absl::StatusOr<std::vector<ReferenceInfo>> ReferencesOf(EntryId id);
  absl::Status InsertReference(EntryId entry, std::size_t position, const EnrolledFace& face);
  SealedField ReferenceField(ReferenceId id, std::string_view column) const;

  Connection& connection_;
  const Sealer& sealer_;
  const ModelId& model_;
};

}  // namespace portcullis
