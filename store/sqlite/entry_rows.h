// The rows of entries, their lists and their references, with sealing on the way in and out.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/state_row.h"

namespace portcullis {

/// A way to look at a connection, used within a transaction. Everything that is read is checked:
/// DATA_LOSS with DATA_CORRUPT, naming the row.
class EntryRows {
 public:
  /// All outlive this. `model` made every embedding.
  EntryRows(Connection& connection, const Sealer& sealer, const ModelId& model)
      : connection_(connection), sealer_(sealer), model_(model) {}

  absl::StatusOr<bool> Exists(EntryId id);
  absl::StatusOr<std::optional<Entry>> Find(EntryId id);

  /// Of entry.references, in that order.
  absl::StatusOr<std::vector<Embedding>> Embeddings(const Entry& entry);
  absl::StatusOr<std::vector<EnrolledFace>> Faces(const Entry& entry);

  /// `before` is the entry as it is now, if it is there.
  absl::Status Put(const PutEntry& put, const std::optional<Entry>& before, StoreState& state);
  absl::Status Erase(const Entry& entry, StoreState& state);

  /// True if any row is there, even if it belongs to no entry.
  absl::StatusOr<bool> HasRowsOf(EntryId id);

 private:
  absl::StatusOr<std::vector<Membership>> MembershipsOf(EntryId id);
  absl::StatusOr<std::vector<ReferenceId>> ReferencesOf(EntryId id);
  absl::Status WriteRecord(const Entry& entry, bool exists);
  absl::Status WriteMemberships(const Entry& entry);
  absl::Status InsertFace(EntryId entry, const EnrolledFace& face);
  absl::Status DeleteUnnamedReferences(const Entry& before, const Entry& now);

  Connection& connection_;
  const Sealer& sealer_;
  const ModelId& model_;
};

}  // namespace portcullis
