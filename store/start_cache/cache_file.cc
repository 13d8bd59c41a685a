#include "store/start_cache/cache_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>

#include "matcher/core/status_macros.h"
#include "store/failpoint.h"
#include "store/start_cache/cache_header.h"

namespace portcullis {
namespace {

absl::Status DestroyFile(const std::filesystem::path& path) {
  absl::StatusOr<std::unique_ptr<RawFile>> file = RawFile::OpenToWrite(path);
  if (absl::IsNotFound(file.status())) return absl::OkStatus();
  PORTCULLIS_RETURN_IF_ERROR(file.status());
  PORTCULLIS_RETURN_IF_ERROR((*file)->WriteAt(0, std::string(kHeaderBytes, '\0')));
  PORTCULLIS_RETURN_IF_ERROR((*file)->Sync());
  if (::unlink(path.c_str()) != 0) return FileError("remove", path, errno);
  return SyncFolderOf(path);
}

}  // namespace

StartCacheFile::StartCacheFile(const std::filesystem::path& database)
    : path_(database.string() + ".start-cache"), unfinished_(path_.string() + ".unfinished") {}

std::uint64_t StartCacheFile::destroyed() const {
  const absl::MutexLock lock(&mutex_);
  return destroyed_;
}

absl::Status StartCacheFile::Destroy() {
  const absl::MutexLock lock(&mutex_);
  ++destroyed_;
  const absl::Status finished = DestroyFile(path_);
  const absl::Status unfinished = DestroyFile(unfinished_);
  return finished.ok() ? unfinished : finished;
}

absl::Status StartCacheFile::Publish(RawFile& unfinished, std::string_view header,
                                     std::uint64_t destroyed) {
  const absl::MutexLock lock(&mutex_);
  if (destroyed != destroyed_) {
    return absl::AbortedError("something was erased while the start cache was written");
  }
  // What it replaces is not only forgotten by the folder.
  PORTCULLIS_RETURN_IF_ERROR(DestroyFile(path_));
  PORTCULLIS_RETURN_IF_ERROR(unfinished.WriteAt(0, header));
  PORTCULLIS_RETURN_IF_ERROR(unfinished.Sync());
  Failpoint("store.cache.before_rename");
  if (std::rename(unfinished_.c_str(), path_.c_str()) != 0) {
    return FileError("rename", unfinished_, errno);
  }
  Failpoint("store.cache.after_rename");
  return SyncFolderOf(path_);
}

absl::Status StartCacheFile::DropUnfinished() {
  const absl::MutexLock lock(&mutex_);
  return DestroyFile(unfinished_);
}

}  // namespace portcullis
