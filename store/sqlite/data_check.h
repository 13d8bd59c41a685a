// A thorough look at a database that nobody uses now.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace portcullis {

struct DataReport {
  int schema_version = 0;
  // What could be counted; of a damaged database less than was in it.
  std::uint64_t lists = 0;
  std::uint64_t entries = 0;
  std::uint64_t references = 0;
  std::uint64_t changes = 0;
  std::uint64_t policies = 0;
  std::uint64_t checks = 0;
  std::vector<std::string> findings;  // one line each; empty: everything is as it was written
};

/// Looks at everything, opens every sealed value and compares what is kept in several places; goes
/// on after a finding as far as it can. Changes nothing. FAILED_PRECONDITION/KEY_INVALID if the key
/// file cannot be used, or is not that of the database; UNAVAILABLE/STORE_UNAVAILABLE if there is
/// no such file or it cannot be read now. A database with an older schema is only looked at as a
/// file, since the next start changes it.
absl::StatusOr<DataReport> CheckData(const std::filesystem::path& path,
                                     const std::filesystem::path& key_file);

}  // namespace portcullis
