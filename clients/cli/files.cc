#include "clients/cli/files.h"

#include <fstream>
#include <iterator>

#include "fmt/format.h"

namespace portcullis::cli {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file || file.bad()) {
    return absl::NotFoundError(fmt::format("FILE_UNREADABLE: cannot read {}", path));
  }
  return bytes;
}

}  // namespace portcullis::cli
