// Files named on the command line.
#pragma once

#include <fstream>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace portcullis::cli {

/// All bytes of the file; an error names it.
absl::StatusOr<std::string> ReadFile(const std::string& path);

/// A file that is there whole or not at all: written beside its place and moved there at the end.
class NewFile {
 public:
  static absl::StatusOr<std::unique_ptr<NewFile>> Create(const std::string& path);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  /// Removes what was written unless it was kept.
  ~NewFile();

  std::ostream& stream() { return stream_; }

  /// Moves it to its place, in the place of what was there.
  absl::Status Keep();

 private:
  NewFile(std::string path, std::string temporary);

  const std::string path_;
  const std::string temporary_;
  std::ofstream stream_;
  bool kept_ = false;
};

}  // namespace portcullis::cli
