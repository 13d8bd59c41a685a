// CheckLog in the SQLite file of the watch lists.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "border/policy/check_log.h"
#include "store/sqlite/sqlite_watchlist_store.h"

namespace portcullis {

/// Thread-safe. On connections of its own, so that a simulation that reads for seconds stops
/// nobody; a batch waits for a commit that is under way and the other way round. Records are
/// sealed (store/sealing.h). Snapshots hold them too.
class SqliteCheckLog final : public CheckLog {
 public:
  /// The store at options.path has been opened before with the same options, which checks key and
  /// schema. UNAVAILABLE/STORE_UNAVAILABLE, FAILED_PRECONDITION/KEY_INVALID.
  static absl::StatusOr<std::unique_ptr<SqliteCheckLog>> Open(const SqliteStoreOptions& options);
  ~SqliteCheckLog() override;

  absl::Status AppendChecks(std::span<const CheckRecord> records) override;
  absl::Status VisitChecks(absl::Time from, absl::Time until, const Visitor& visit) const override;
  absl::StatusOr<std::size_t> PurgeChecks(absl::Time before) override;

 private:
  class Impl;
  explicit SqliteCheckLog(std::unique_ptr<Impl> impl);

  const std::unique_ptr<Impl> impl_;
};

}  // namespace portcullis
