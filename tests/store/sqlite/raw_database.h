// A way around the store to look into its database.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

struct sqlite3;

namespace portcullis::testing {

/// The database as another program sees it. Failures fail the test.
class RawDatabase {
 public:
  explicit RawDatabase(const std::filesystem::path& path);
  ~RawDatabase();
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;

  void Execute(const std::string& sql);

  /// The columns of all rows as bytes.
  std::vector<std::vector<std::string>> Rows(const std::string& sql);

  /// Flips one bit in the middle of a blob.
  void Flip(const std::string& table, const std::string& column, const std::string& where);

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace portcullis::testing
