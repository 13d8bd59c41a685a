#include "clients/cli/files.h"

#include <unistd.h>

#include <cstdio>
#include <iterator>
#include <utility>

#include "fmt/format.h"

namespace portcullis::cli {
namespace {

absl::Status CannotWrite(const std::string& path) {
  return absl::UnavailableError(fmt::format("FILE_UNWRITABLE: cannot write {}", path));
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file || file.bad()) {
    return absl::NotFoundError(fmt::format("FILE_UNREADABLE: cannot read {}", path));
  }
  return bytes;
}

absl::StatusOr<std::unique_ptr<NewFile>> NewFile::Create(const std::string& path) {
  std::unique_ptr<NewFile> file(new NewFile(path, fmt::format("{}.part-{}", path, getpid())));
  if (!file->stream_) return CannotWrite(path);
  return file;
}

NewFile::NewFile(std::string path, std::string temporary)
    : path_(std::move(path)),
      temporary_(std::move(temporary)),
      stream_(temporary_, std::ios::binary | std::ios::trunc) {}

NewFile::~NewFile() {
  if (kept_) return;
  stream_.close();
  std::remove(temporary_.c_str());
}

absl::Status NewFile::Keep() {
  stream_.close();
  if (!stream_ || std::rename(temporary_.c_str(), path_.c_str()) != 0) return CannotWrite(path_);
  kept_ = true;
  return absl::OkStatus();
}

}  // namespace portcullis::cli
