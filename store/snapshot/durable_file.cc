#include "store/snapshot/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxSmallFileBytes = 64U << 10U;

absl::Status Failed(std::string_view act, const fs::path& path, int error) {
  const auto code =
      error == ENOSPC ? absl::StatusCode::kResourceExhausted : absl::StatusCode::kUnavailable;
  return MakeError(
      code, ErrorReason::kStoreUnavailable,
      fmt::format("cannot {} {}: {}", act, path.string(), std::generic_category().message(error)));
}

/// An open file that is closed at the end of the scope.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags)
      : value_(::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value() const { return value_; }

 private:
  const int value_;
};

absl::Status Sync(const fs::path& path, int flags) {
  const Descriptor descriptor(path, flags);
  if (descriptor.value() < 0 || ::fsync(descriptor.value()) != 0) {
    return Failed("sync", path, errno);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MakePrivateFolder(const fs::path& path) {
  if (::mkdir(path.c_str(), S_IRWXU) != 0) return Failed("make folder", path, errno);
  return absl::OkStatus();
}

absl::Status WriteDurably(const fs::path& path, std::string_view content) {
  const Descriptor descriptor(path, O_WRONLY | O_CREAT | O_EXCL);
  if (descriptor.value() < 0) return Failed("make", path, errno);
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor.value(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed("write", path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor.value()) != 0) return Failed("sync", path, errno);
  return absl::OkStatus();
}

absl::Status SyncFile(const fs::path& path) { return Sync(path, O_RDWR); }
absl::Status SyncFolder(const fs::path& path) { return Sync(path, O_RDONLY | O_DIRECTORY); }

absl::StatusOr<std::string> ReadSmallFile(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) return Failed("read", path, error.value());
  if (size > kMaxSmallFileBytes) return Failed("read", path, EFBIG);
  std::ifstream file(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.good() && !file.eof()) return Failed("read", path, EIO);
  return content;
}

void RemovePartialFolders(const fs::path& path, std::string_view prefix) {
  std::error_code error;
  for (const auto& item : fs::directory_iterator(path, error)) {
    std::error_code ignored;
    if (item.path().filename().string().starts_with(prefix)) fs::remove_all(item.path(), ignored);
  }
}

}  // namespace portcullis
