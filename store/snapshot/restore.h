// From a snapshot back to a data folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/watchlist/receipt_signer.h"
#include "border/watchlist/snapshot_store.h"
#include "matcher/core/embedding.h"

namespace portcullis {

struct RestoreOptions {
  std::filesystem::path snapshot;  // its folder
  std::filesystem::path database;  // to put in place; no server uses it
  std::filesystem::path key_file;
  ModelId model;  // in use
  absl::Time now;
};

struct RestoreResult {
  Snapshot snapshot;
  /// Where the database that was there before is now; empty if there was none.
  std::filesystem::path set_aside;
  /// Entries that were erased after the snapshot was made, and were erased again.
  std::vector<std::string> erased_again;
  /// Why erasures after the snapshot could not be repeated; empty when they were, or when there was
  /// no database before.
  std::string erasures_unknown;
};

/// Puts the snapshot's database in place of the present one, which is set aside. Erasures that the
/// present one knows of are repeated, so that nobody who was forgotten comes back; if it cannot be
/// read, the result says so. FAILED_PRECONDITION: SNAPSHOT_INVALID (what Verify would find),
/// KEY_INVALID (sealed by another key), MODEL_MISMATCH; the data folder is as it was then.
absl::StatusOr<RestoreResult> RestoreSnapshot(const RestoreOptions& options,
                                              const ReceiptSigner& signer);

}  // namespace portcullis
