// One process works on a data folder at a time.
#pragma once

#include <filesystem>
#include <memory>

#include "absl/status/statusor.h"

namespace portcullis {

/// Held until it is destroyed or the process ends, however it ends.
class DataFolderLock {
 public:
  /// Makes the folder if it is absent. FAILED_PRECONDITION with DATA_DIR_IN_USE, naming the process
  /// if it is known; UNAVAILABLE with STORE_UNAVAILABLE if the folder cannot be made or written.
  static absl::StatusOr<std::unique_ptr<DataFolderLock>> Take(const std::filesystem::path& folder);

  ~DataFolderLock();
  DataFolderLock(const DataFolderLock&) = delete;
  DataFolderLock& operator=(const DataFolderLock&) = delete;

 private:
  explicit DataFolderLock(int descriptor) : descriptor_(descriptor) {}

  const int descriptor_;
};

}  // namespace portcullis
