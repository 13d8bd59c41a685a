#include "store/sqlite/backups.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "store/migrations/migrations.h"

namespace portcullis {
namespace {

constexpr absl::Duration kNoWait = absl::ZeroDuration();

absl::Status Failed(std::string_view act, const std::filesystem::path& path) {
  return MakeError(
      absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable,
      fmt::format("cannot {} {}: {}", act, path.string(), std::generic_category().message(errno)));
}

class File {
 public:
  File(const std::filesystem::path& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  const int descriptor_;
};

absl::Status SyncFile(const std::filesystem::path& path, int flags) {
  const File file(path, flags);
  if (!file.is_open() || ::fsync(file.descriptor()) != 0) return Failed("sync", path);
  return absl::OkStatus();
}

absl::Status SyncFolderOf(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  return SyncFile(folder, O_RDONLY | O_DIRECTORY);
}

absl::Status OverwriteAndRemove(const std::filesystem::path& path) {
  {
    const File file(path, O_WRONLY);
    if (!file.is_open()) return Failed("open", path);
    off_t rest = ::lseek(file.descriptor(), 0, SEEK_END);
    ::lseek(file.descriptor(), 0, SEEK_SET);
    const std::string zeros(1U << 20U, '\0');
    while (rest > 0) {
      const auto size = std::min(static_cast<std::size_t>(rest), zeros.size());
      const ssize_t written = ::write(file.descriptor(), zeros.data(), size);
      if (written <= 0) return Failed("overwrite", path);
      rest -= written;
    }
    if (::fsync(file.descriptor()) != 0) return Failed("overwrite", path);
  }
  if (::unlink(path.c_str()) != 0) return Failed("remove", path);
  return SyncFolderOf(path);
}

absl::StatusOr<bool> HoldsErased(const std::filesystem::path& backup, Connection& connection) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto copy, Connection::OpenToRead(backup, kNoWait));
  Query ids(*copy, "SELECT id FROM entry ORDER BY id");
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, ids.Next());
    if (!found) return false;
    Query here(connection, "SELECT 1 FROM entry WHERE id = ?");
    PORTCULLIS_ASSIGN_OR_RETURN(const bool is_here, here.Bind(ids.Int(0)).Next());
    if (!is_here) return true;
  }
}

}  // namespace

std::filesystem::path BackupPath(const std::filesystem::path& path, int version) {
  return fmt::format("{}.before-schema-{}", path.string(), version);
}

absl::Status BackUp(Connection& connection, const std::filesystem::path& path, int version) {
  const std::filesystem::path backup = BackupPath(path, version);
  const std::filesystem::path unfinished = backup.string() + ".unfinished";
  std::error_code error;
  if (std::filesystem::exists(unfinished, error)) {
    PORTCULLIS_RETURN_IF_ERROR(OverwriteAndRemove(unfinished));
  }
  {
    PORTCULLIS_ASSIGN_OR_RETURN(const auto copy, Connection::Open(unfinished, kNoWait));
    PORTCULLIS_RETURN_IF_ERROR(connection.CopyTo(*copy));
    // One file that needs no other beside it.
    PORTCULLIS_RETURN_IF_ERROR(copy->Execute("PRAGMA journal_mode = DELETE"));
  }
  PORTCULLIS_RETURN_IF_ERROR(SyncFile(unfinished, O_RDWR));
  if (::rename(unfinished.c_str(), backup.c_str()) != 0) return Failed("make", backup);
  return SyncFolderOf(backup);
}

absl::Status RemoveBackupsOfErased(Connection& connection, const std::filesystem::path& path) {
  for (const Migration& migration : Migrations()) {
    const std::filesystem::path backup = BackupPath(path, migration.version);
    for (const std::filesystem::path& file :
         {backup, std::filesystem::path(backup.string() + ".unfinished")}) {
      std::error_code error;
      if (!std::filesystem::exists(file, error)) continue;
      const absl::StatusOr<bool> holds_erased = HoldsErased(file, connection);
      if (holds_erased.ok() && !*holds_erased) continue;
      PORTCULLIS_RETURN_IF_ERROR(OverwriteAndRemove(file));
    }
  }
  return absl::OkStatus();
}

}  // namespace portcullis
