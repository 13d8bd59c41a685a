// A database of its own for one test.
#pragma once

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/sealing.h"
#include "store/sqlite/sqlite_watchlist_store.h"
#include "tests/contract/watchlist_store_harness.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/store/sqlite/raw_database.h"

namespace portcullis::testing {

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
  PolicyStore& policies() { return *store_; }
  void Reopen() override {
    Close();
    auto store = Open();
    EXPECT_OK(store);
    store_ = *std::move(store);
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
    Commit("create-a", MakePut(MakeList("a")));
    Commit("enrol-1", MakeEntry(1, {"a"}));
  }

  WatchlistStore& store() { return harness_.store(); }
  void Commit(const std::string& request_id, const RecordChange& change) {
    EXPECT_OK(store().Commit(MakeMutation(request_id, change)));
  }
  absl::StatusOr<Sequence> ReadGallery() {
    GalleryCopy copy;
    return store().ReadGallery(copy);
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
