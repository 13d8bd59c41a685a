// Where the start cache of a database is, and how it comes and goes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "store/raw_file.h"

namespace portcullis {

/// Thread-safe. One process uses the cache of a database at a time (DataFolderLock).
class StartCacheFile {
 public:
  explicit StartCacheFile(const std::filesystem::path& database);

  /// "portcullis.db.start-cache", and where the next one is written.
  const std::filesystem::path& path() const { return path_; }
  const std::filesystem::path& unfinished_path() const { return unfinished_; }

  /// Number of times that caches were destroyed. Who writes one asks for it before he begins to
  /// read what he writes.
  std::uint64_t destroyed() const ABSL_LOCKS_EXCLUDED(mutex_);

  /// From now on nothing of the cache, or of one that is being written, opens for anybody, the
  /// holder of the store's key included: the block with the key of its chunks is overwritten. Then
  /// both files are removed. Fine if there are none. UNAVAILABLE with STORE_UNAVAILABLE if that
  /// fails; call again.
  absl::Status Destroy() ABSL_LOCKS_EXCLUDED(mutex_);

  /// Puts the header in front of the unfinished file, all of whose chunks are on disk, and the file
  /// in the place of the cache. ABORTED if a cache was destroyed since `destroyed` was asked for.
  absl::Status Publish(RawFile& unfinished, std::string_view header, std::uint64_t destroyed)
      ABSL_LOCKS_EXCLUDED(mutex_);

  /// Removes an unfinished file, if there is one.
  absl::Status DropUnfinished() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const std::filesystem::path path_;
  const std::filesystem::path unfinished_;

  mutable absl::Mutex mutex_;
  std::uint64_t destroyed_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace portcullis
