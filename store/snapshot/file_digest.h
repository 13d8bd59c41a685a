// What a file holds, in 64 digits.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/status/statusor.h"

namespace portcullis {

struct FileDigest {
  std::uint64_t bytes = 0;
  std::string sha256;  // 64 lower-case hexadecimal digits, as sha256sum prints them

  friend bool operator==(const FileDigest&, const FileDigest&) = default;
};

/// Reads the whole file. NOT_FOUND if there is none, UNAVAILABLE with STORE_UNAVAILABLE if it
/// cannot be read.
absl::StatusOr<FileDigest> DigestOf(const std::filesystem::path& path);

}  // namespace portcullis
