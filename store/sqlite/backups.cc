#include "store/sqlite/backups.h"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/migrations/migrations.h"
#include "store/raw_file.h"

namespace portcullis {
namespace {

constexpr absl::Duration kNoWait = absl::ZeroDuration();

absl::Status Overwrite(const std::filesystem::path& path) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto file, RawFile::OpenToWrite(path));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint64_t size, file->Size());
  const std::string zeros(1U << 20U, '\0');
  for (std::uint64_t place = 0; place < size; place += zeros.size()) {
    const std::string_view rest = std::string_view(zeros).substr(0, size - place);
    PORTCULLIS_RETURN_IF_ERROR(file->WriteAt(place, rest));
  }
  return file->Sync();
}

absl::Status OverwriteAndRemove(const std::filesystem::path& path) {
  PORTCULLIS_RETURN_IF_ERROR(Overwrite(path));
  if (::unlink(path.c_str()) != 0) return FileError("remove", path, errno);
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
  PORTCULLIS_RETURN_IF_ERROR(SyncFile(unfinished));
  if (std::rename(unfinished.c_str(), backup.c_str()) != 0) return FileError("make", backup, errno);
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
