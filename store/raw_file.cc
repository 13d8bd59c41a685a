#include "store/raw_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {

absl::Status FileError(std::string_view act, const std::filesystem::path& path, int error) {
  const std::string text =
      fmt::format("cannot {} {}: {}", act, path.string(), std::generic_category().message(error));
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return MakeError(full ? absl::StatusCode::kResourceExhausted : absl::StatusCode::kUnavailable,
                   ErrorReason::kStoreUnavailable, text);
}

RawFile::RawFile(std::filesystem::path path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

RawFile::~RawFile() { ::close(descriptor_); }

absl::StatusOr<std::unique_ptr<RawFile>> RawFile::Open(const std::filesystem::path& path,
                                                       int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    // A folder that is not there is another matter.
    const bool is_gone = errno == ENOENT && (flags & O_CREAT) == 0;
    const absl::Status error = FileError("open", path, errno);
    return is_gone ? absl::NotFoundError(error.message()) : error;
  }
  return std::unique_ptr<RawFile>(new RawFile(path, descriptor));
}

absl::StatusOr<std::unique_ptr<RawFile>> RawFile::OpenToRead(const std::filesystem::path& path) {
  return Open(path, O_RDONLY);
}

absl::StatusOr<std::unique_ptr<RawFile>> RawFile::OpenToWrite(const std::filesystem::path& path) {
  return Open(path, O_WRONLY);
}

absl::StatusOr<std::unique_ptr<RawFile>> RawFile::Make(const std::filesystem::path& path) {
  return Open(path, O_WRONLY | O_CREAT | O_EXCL);
}

absl::StatusOr<std::uint64_t> RawFile::Size() const {
  struct stat attributes {};
  if (::fstat(descriptor_, &attributes) != 0) return FileError("measure", path_, errno);
  return static_cast<std::uint64_t>(attributes.st_size);
}

absl::Status RawFile::ReadAt(std::uint64_t place, char* bytes, std::size_t size) const {
  while (size > 0) {
    const ssize_t count = ::pread(descriptor_, bytes, size, static_cast<off_t>(place));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError("read", path_, errno);
    if (count == 0) return FileError("read all of", path_, EIO);
    bytes += count;
    place += static_cast<std::uint64_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  return absl::OkStatus();
}

absl::Status RawFile::WriteAt(std::uint64_t place, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(place));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError("write", path_, errno);
    place += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return absl::OkStatus();
}

absl::Status RawFile::Sync() {
  if (::fsync(descriptor_) != 0) return FileError("sync", path_, errno);
  return absl::OkStatus();
}

absl::Status SyncFile(const std::filesystem::path& path) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto file, RawFile::OpenToWrite(path));
  return file->Sync();
}

absl::Status SyncFolderOf(const std::filesystem::path& path) {
  return SyncFolder(path.has_parent_path() ? path.parent_path() : ".");
}

absl::Status SyncFolder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return FileError("open", folder, errno);
  const bool synced = ::fsync(descriptor) == 0;
  const int error = errno;
  ::close(descriptor);
  return synced ? absl::OkStatus() : FileError("sync", folder, error);
}

}  // namespace portcullis
