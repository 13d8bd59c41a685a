// The start cache of an SQLite database: used when it fits, kept up to date, destroyed in time.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/state_row.h"
#include "store/start_cache/cache_file.h"
#include "store/start_cache/cache_header.h"

namespace portcullis {

struct StartCacheOptions {
  bool use = false;  // false: none is read or written, and one that is there is destroyed
  /// Told by ReadGallery: OK if the cache was used, NOT_FOUND if there was none, else why it was
  /// not used.
  std::function<void(const absl::Status&)> report = [](const absl::Status&) {};
  std::function<absl::Time()> now = &absl::Now;
};

/// Thread-safe.
class StartCache {
 public:
  /// `sealer` outlives this.
  StartCache(const std::filesystem::path& database, const ModelId& model, const Sealer& sealer,
             StartCacheOptions options);

  bool is_used() const { return options_.use; }

  /// Gives the sink what the database held at some change of its own history, perhaps not the last
  /// one, and says which. None if there is no cache of which that is certain; then the sink has
  /// nothing, and a cache that could not be used is destroyed. Errors of the sink pass through.
  /// Within a read transaction of `connection`.
  absl::StatusOr<std::optional<Sequence>> Give(Connection& connection, GallerySink& sink)
      ABSL_LOCKS_EXCLUDED(mutex_);

  /// Reads the whole database, checks it as ReadGallery does, and writes the cache anew unless that
  /// is as new as the database. Does nothing if the cache is new enough and what it holds was
  /// checked against the database. `connection` is used by nobody else meanwhile.
  /// Errors of RawFile if the cache cannot be written; the database was checked all the same.
  /// ABORTED if something was erased meanwhile: erasures do not wait for this. DATA_LOSS with
  /// DATA_CORRUPT if the database is damaged: then there is no cache any more, as there is none
  /// after any error that leaves one of more than a day ago.
  absl::Status Refresh(Connection& connection) ABSL_LOCKS_EXCLUDED(refresh_mutex_, mutex_);

  /// The process is about to stop: a Refresh that only checks the database ends (ABORTED), and
  /// those that come only write an old cache anew, for the next start.
  void EndChecks() { ends_checks_ = true; }

  /// As StartCacheFile::Destroy.
  absl::Status Destroy() { return file_.Destroy(); }

 private:
  absl::Status CheckBelongs(const CachedState& cached, Connection& connection) const;
  absl::Status DoWhatIsDue(Connection& connection) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Check(Connection& connection, std::uint64_t destroyed) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Write(Connection& connection, std::uint64_t destroyed, absl::Time time)
      ABSL_LOCKS_EXCLUDED(mutex_);
  bool IsUnchecked() const ABSL_LOCKS_EXCLUDED(mutex_);
  bool IsOverdue(absl::Time time) const ABSL_LOCKS_EXCLUDED(mutex_);

  const std::filesystem::path database_;
  const ModelId model_;
  const Sealer& sealer_;
  const StartCacheOptions options_;
  StartCacheFile file_;

  std::atomic<bool> ends_checks_ = false;
  absl::Mutex refresh_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  /// A cache that was good when it was read or written.
  struct Known {
    CachedState state;
    std::uint64_t destroyed = 0;  // as of StartCacheFile then; since it grew, there is none
    absl::Time since;             // it was read or written
  };

  mutable absl::Mutex mutex_;
  std::optional<Known> known_ ABSL_GUARDED_BY(mutex_);
  // The galleries came from the cache, and nobody has looked at the records of the database since.
  bool unchecked_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace portcullis
