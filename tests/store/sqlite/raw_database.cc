#include "tests/store/sqlite/raw_database.h"

#include <sqlite3.h>

#include <utility>

#include "fmt/format.h"
#include "gtest/gtest.h"

namespace portcullis::testing {

RawDatabase::RawDatabase(const std::filesystem::path& path) {
  EXPECT_EQ(sqlite3_open(path.c_str(), &handle_), SQLITE_OK);
}

RawDatabase::~RawDatabase() { sqlite3_close(handle_); }

void RawDatabase::Execute(const std::string& sql) {
  EXPECT_EQ(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(handle_);
}

std::vector<std::vector<std::string>> RawDatabase::Rows(const std::string& sql) {
  std::vector<std::vector<std::string>> rows;
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK)
      << sqlite3_errmsg(handle_);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    std::vector<std::string> row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
      row.push_back(bytes == nullptr ? std::string() : std::string(bytes, size));
    }
    rows.push_back(std::move(row));
  }
  sqlite3_finalize(statement);
  return rows;
}

void RawDatabase::Flip(const std::string& table, const std::string& column,
                       const std::string& where) {
  const auto rows = Rows(fmt::format("SELECT {} FROM {} WHERE {}", column, table, where));
  ASSERT_EQ(rows.size(), 1U);
  std::string blob = rows[0][0];
  blob[blob.size() / 2] = static_cast<char>(blob[blob.size() / 2] ^ 1);
  std::string hex;
  for (const char byte : blob) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  Execute(fmt::format("UPDATE {} SET {} = x'{}' WHERE {}", table, column, hex, where));
}

}  // namespace portcullis::testing
