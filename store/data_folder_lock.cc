#include "store/data_folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

absl::Status Failed(std::string_view act, const std::filesystem::path& path, int error) {
  return MakeError(
      absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable,
      fmt::format("cannot {} {}: {}", act, path.string(), std::generic_category().message(error)));
}

/// What the process that holds the lock has written into it.
std::string HolderOf(int descriptor) {
  std::array<char, 32> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
  if (size <= 0) return "another process";
  return fmt::format("process {}", std::string(text.data(), static_cast<std::size_t>(size)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<DataFolderLock>> DataFolderLock::Take(
    const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    std::filesystem::create_directories(folder, error);
    if (error) return Failed("make folder", folder, error.value());
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  const std::filesystem::path path = folder / "lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return Failed("open", path, errno);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const std::string holder = HolderOf(descriptor);
    ::close(descriptor);
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kDataDirInUse,
                     fmt::format("{} is used by {}", folder.string(), holder));
  }
  const std::string pid = std::to_string(::getpid());
  // Only for the message above; a disk without room does not keep the server from its work.
  if (::ftruncate(descriptor, 0) == 0) {
    static_cast<void>(::pwrite(descriptor, pid.data(), pid.size(), 0) == 0);
  }
  return std::unique_ptr<DataFolderLock>(new DataFolderLock(descriptor));
}

DataFolderLock::~DataFolderLock() { ::close(descriptor_); }

}  // namespace portcullis
