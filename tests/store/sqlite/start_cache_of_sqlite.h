// A database of its own whose store uses a start cache.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/store/sqlite/sqlite_fixture.h"

namespace portcullis::testing {

class StartCacheOfSqlite : public SqliteTest {
 protected:
  StartCacheOfSqlite() {
    Commit("create-b", MakePut(MakeList("b")));
    Commit("enrol-2", MakeEntry(2, {"a", "b"}, 2));
    harness_.options().start_cache = {
        .use = true, .report = [this](const absl::Status& status) { reported_ = status; }};
    harness_.Reopen();
  }

  SqliteWatchlistStore& sqlite() { return dynamic_cast<SqliteWatchlistStore&>(store()); }
  std::filesystem::path CachePath() { return harness_.options().path.string() + ".start-cache"; }
  std::filesystem::path UnfinishedPath() { return CachePath().string() + ".unfinished"; }

  /// What a start now ends in, and whether it used the cache.
  std::string Start() {
    reported_.reset();
    harness_.Reopen();
    return Describe(CopyOfGallery(store()));
  }
  bool Used() const { return reported_ && reported_->ok(); }
  std::string WhyNot() const { return reported_ ? std::string(reported_->message()) : "nothing"; }

  /// The truth: the same database without a cache.
  std::string StartWithout() {
    harness_.options().start_cache.use = false;
    harness_.Reopen();
    const std::string text = Describe(CopyOfGallery(store()));
    harness_.options().start_cache.use = true;
    return text;
  }

  /// Of the finished and the unfinished cache, those that are there.
  std::vector<std::filesystem::path> CacheFiles() {
    std::vector<std::filesystem::path> files;
    for (const std::filesystem::path& file : {CachePath(), UnfinishedPath()}) {
      if (std::filesystem::exists(file)) files.push_back(file);
    }
    return files;
  }

  /// From now on no cache can be begun.
  void BlockWriting() { std::filesystem::create_directory(UnfinishedPath()); }

  void LoseEntry1() {
    harness_.Close();
    RawDatabase raw(harness_.options().path);
    raw.Execute("PRAGMA foreign_keys = OFF; DELETE FROM entry WHERE id = 1");
  }

  void CopyDatabaseTo(const std::filesystem::path& folder) {
    harness_.Close();
    std::filesystem::create_directories(folder);
    std::filesystem::copy(harness_.options().path, folder / "watchlist.db");
    harness_.Reopen();
  }
  void PutDatabaseBack(const std::filesystem::path& folder) {
    harness_.Close();
    std::filesystem::copy(folder / "watchlist.db", harness_.options().path,
                          std::filesystem::copy_options::overwrite_existing);
    for (const char* suffix : {"-wal", "-shm"}) {
      std::filesystem::remove(harness_.options().path.string() + suffix);
    }
    harness_.Reopen();
  }

  std::optional<absl::Status> reported_;
};

}  // namespace portcullis::testing
