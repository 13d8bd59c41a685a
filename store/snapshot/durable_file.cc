#include "store/snapshot/durable_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "matcher/core/status_macros.h"
#include "store/raw_file.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxSmallFileBytes = 64U << 10U;

}  // namespace

absl::Status MakePrivateFolder(const fs::path& path) {
  if (::mkdir(path.c_str(), S_IRWXU) != 0) return FileError("make folder", path, errno);
  return absl::OkStatus();
}

absl::Status WriteDurably(const fs::path& path, std::string_view content) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto file, RawFile::Make(path));
  PORTCULLIS_RETURN_IF_ERROR(file->WriteAt(0, content));
  return file->Sync();
}

absl::StatusOr<std::string> ReadSmallFile(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) return FileError("read", path, error.value());
  if (size > kMaxSmallFileBytes) return FileError("read", path, EFBIG);
  std::ifstream file(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.good() && !file.eof()) return FileError("read", path, EIO);
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
