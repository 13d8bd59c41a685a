// A file of the operating system: bytes at places, errors as statuses.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace portcullis {

/// Errors: NOT_FOUND (no such file to open), RESOURCE_EXHAUSTED with STORE_UNAVAILABLE (disk full),
/// else UNAVAILABLE with STORE_UNAVAILABLE. Reads may run beside each other, nothing else.
class RawFile {
 public:
  static absl::StatusOr<std::unique_ptr<RawFile>> OpenToRead(const std::filesystem::path& path);
  static absl::StatusOr<std::unique_ptr<RawFile>> OpenToWrite(const std::filesystem::path& path);
  /// Readable by its owner alone; there is no such file yet.
  static absl::StatusOr<std::unique_ptr<RawFile>> Make(const std::filesystem::path& path);
  ~RawFile();
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  absl::StatusOr<std::uint64_t> Size() const;
  /// Fills `bytes`; UNAVAILABLE if the file ends before.
  absl::Status ReadAt(std::uint64_t place, char* bytes, std::size_t size) const;
  absl::Status WriteAt(std::uint64_t place, std::string_view bytes);
  absl::Status Sync();

 private:
  RawFile(std::filesystem::path path, int descriptor);
  static absl::StatusOr<std::unique_ptr<RawFile>> Open(const std::filesystem::path& path,
                                                       int flags);

  const std::filesystem::path path_;
  const int descriptor_;
};

/// Errors of RawFile. What others wrote into it is on disk too.
absl::Status SyncFile(const std::filesystem::path& path);
/// Names of files are on disk once their folder is synced.
absl::Status SyncFolder(const std::filesystem::path& folder);
absl::Status SyncFolderOf(const std::filesystem::path& path);

/// `act` could not be done to `path`, for the reason `error` of errno. Never NOT_FOUND.
absl::Status FileError(std::string_view act, const std::filesystem::path& path, int error);

}  // namespace portcullis
