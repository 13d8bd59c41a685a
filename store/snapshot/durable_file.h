// Files and folders that are on disk when a function says so.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace portcullis {

/// All of these fail with UNAVAILABLE or, on a full disk, RESOURCE_EXHAUSTED; reason
/// STORE_UNAVAILABLE.

/// Readable by the owner alone. ALREADY_EXISTS counts as a failure.
absl::Status MakePrivateFolder(const std::filesystem::path& path);

/// Makes the file, readable by the owner alone, and syncs it.
absl::Status WriteDurably(const std::filesystem::path& path, std::string_view content);

/// A file of at most 64 KiB; RESOURCE_EXHAUSTED if it is larger.
absl::StatusOr<std::string> ReadSmallFile(const std::filesystem::path& path);

/// Removes the folders in `path` whose names begin with `prefix`, as far as that is possible.
void RemovePartialFolders(const std::filesystem::path& path, std::string_view prefix);

}  // namespace portcullis
