// Snapshots of the SQLite store: a folder each, with the database, a manifest and its signature.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "border/watchlist/receipt_signer.h"
#include "border/watchlist/snapshot_store.h"
#include "store/snapshot/manifest.h"

namespace portcullis {

/// What Verify finds, without a store around it. `signer` is of the key that the snapshot should
/// have been signed with.
SnapshotFindings ExamineSnapshot(const std::filesystem::path& folder, const ReceiptSigner& signer);

/// Embeddings, portraits and names in a snapshot stay sealed by the key of the store, which is not
/// part of it. What is erased later stays in snapshots made before: delete those that must not keep
/// it.
class SqliteSnapshots final : public SnapshotStore {
 public:
  /// `folder` is made when the first snapshot is. `signer` outlives this.
  SqliteSnapshots(std::filesystem::path database, std::filesystem::path folder,
                  const ReceiptSigner& signer);

  absl::StatusOr<Snapshot> Create(absl::Time now) override ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::vector<Snapshot>> List() const override;
  absl::StatusOr<SnapshotFindings> Verify(std::string_view id) const override;

 private:
  absl::StatusOr<Manifest> CopyDatabase(const std::filesystem::path& target, absl::Time now) const;

  const std::filesystem::path database_;
  const std::filesystem::path folder_;
  const ReceiptSigner& signer_;
  absl::Mutex mutex_;  // one snapshot at a time
};

}  // namespace portcullis
