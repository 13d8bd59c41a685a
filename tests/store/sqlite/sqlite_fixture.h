// A database of its own for one test, and a way around the store to look into it.
#pragma once

#include <sqlite3.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "store/sealing.h"
#include "store/sqlite/sqlite_watchlist_store.h"
#include "tests/contract/watchlist_store_harness.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis::testing {

/// The database as another program sees it.
class RawDatabase {
 public:
  explicit RawDatabase(const std::filesystem::path& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &handle_), SQLITE_OK);
  }
  ~RawDatabase() { sqlite3_close(handle_); }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;

  void Execute(const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle_);
  }

  /// The columns of all rows as bytes.
  std::vector<std::vector<std::string>> Rows(const std::string& sql) {
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

  /// Flips one bit in the middle of a blob.
  void Flip(const std::string& table, const std::string& column, const std::string& where) {
    const auto rows = Rows(fmt::format("SELECT {} FROM {} WHERE {}", column, table, where));
    ASSERT_EQ(rows.size(), 1U);
    std::string blob = rows[0][0];
    blob[blob.size() / 2] = static_cast<char>(blob[blob.size() / 2] ^ 1);
    std::string hex;
    for (const char byte : blob) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    Execute(fmt::format("UPDATE {} SET {} = x'{}' WHERE {}", table, column, hex, where));
  }

 private:
  sqlite3* handle_ = nullptr;
};

class SqliteHarness final : public WatchlistStoreHarness {
 public:
  SqliteHarness()
      : options_{.path = folder_.path() / "data" / "watchlist.db",
                 .model = ContractModel(),
                 .key_file = folder_.path() / "key",
                 .busy_timeout = absl::Milliseconds(100)} {
    EXPECT_OK(CreateKeyFile(options_.key_file));
    Reopen();
  }

  WatchlistStore& store() override { return *store_; }
  void Reopen() override {
    Close();
    auto store = Open();
    EXPECT_OK(store);
    store_ = *std::move(store);
  }
  std::vector<AuditEvent> AuditEvents() override {
    RawDatabase raw(options_.path);
    std::vector<AuditEvent> events;
    for (const auto& row : raw.Rows("SELECT seq, time_ns, actor, action, target, request_id "
                                    "FROM audit_event ORDER BY seq")) {
      events.push_back({.sequence = Sequence{std::stoull(row[0])},
                        .time = absl::FromUnixNanos(std::stoll(row[1])),
                        .actor = row[2],
                        .action = row[3],
                        .target = row[4],
                        .request_id = row[5]});
    }
    return events;
  }

  void Close() { store_.reset(); }
  absl::StatusOr<std::unique_ptr<SqliteWatchlistStore>> Open() const {
    return SqliteWatchlistStore::Open(options_);
  }
  SqliteStoreOptions& options() { return options_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
  SqliteStoreOptions options_;
  std::unique_ptr<SqliteWatchlistStore> store_;
};

/// A store with list a and entry 1 on it, and its harness.
class SqliteTest : public ::testing::Test {
 protected:
  SqliteTest() {
    Commit("create-a", CreateListChange{MakeList("a")});
    Commit("enrol-1", MakeEnrolment(1, {ListId{"a"}}));
  }

  WatchlistStore& store() { return harness_.store(); }
  void Commit(const std::string& request_id, WatchlistChange change) {
    EXPECT_OK(store().Commit(MakeMutation(request_id, std::move(change))));
  }

  static std::string ReadFile(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  /// Everything that the store has on disk, its side files included.
  std::string BytesOnDisk() {
    std::string bytes;
    for (const auto& file :
         std::filesystem::directory_iterator(harness_.options().path.parent_path())) {
      bytes += ReadFile(file.path());
    }
    return bytes;
  }

  SqliteHarness harness_;
};

}  // namespace portcullis::testing
