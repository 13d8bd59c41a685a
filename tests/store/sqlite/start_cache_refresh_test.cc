// The start cache is written when it is due, destroyed when it must be, and the database checked.
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "store/start_cache/cache_reader.h"
#include "tests/store/sqlite/start_cache_of_sqlite.h"

namespace portcullis::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST_F(StartCacheOfSqlite, IsWrittenAnewOnlyWhenItIsOld) {
  ASSERT_OK(sqlite().RefreshStartCache());
  const std::string first = ReadFile(CachePath());
  Commit("enrol-3", MakeEntry(3, {"a"}));
  ASSERT_OK(sqlite().RefreshStartCache());
  EXPECT_EQ(ReadFile(CachePath()), first);
  for (int i = 0; i < 1001; ++i) {
    Commit("update-" + std::to_string(i), Replace(*store().GetEntry(EntryId{3})));
  }
  ASSERT_OK(sqlite().RefreshStartCache());
  EXPECT_NE(ReadFile(CachePath()), first);
  const std::string text = Start();
  EXPECT_TRUE(Used());
  EXPECT_EQ(StartWithout(), text);
}

TEST_F(StartCacheOfSqlite, IsWrittenAnewAfterADayIfAnythingHasChanged) {
  absl::Time now = TimeAt(0);
  harness_.options().start_cache.now = [&now] { return now; };
  harness_.Reopen();
  ASSERT_OK(sqlite().RefreshStartCache());
  const std::string first = ReadFile(CachePath());
  now += absl::Hours(25);
  ASSERT_OK(sqlite().RefreshStartCache());
  EXPECT_EQ(ReadFile(CachePath()), first);
  Entry entry = *store().GetEntry(EntryId{2});
  entry.references.pop_back();
  Commit("remove-a-face", Replace(entry));
  ASSERT_OK(sqlite().RefreshStartCache());
  EXPECT_NE(ReadFile(CachePath()), first);
}

TEST_F(StartCacheOfSqlite, IsDestroyedAfterADayIfItCannotBeWrittenAnew) {
  absl::Time now = TimeAt(0);
  harness_.options().start_cache.now = [&now] { return now; };
  harness_.Reopen();
  ASSERT_OK(sqlite().RefreshStartCache());
  Commit("enrol-3", MakeEntry(3, {"a"}));
  BlockWriting();
  EXPECT_OK(sqlite().RefreshStartCache());
  EXPECT_TRUE(fs::exists(CachePath()));
  now += absl::Hours(25);
  EXPECT_TRUE(absl::IsUnavailable(sqlite().RefreshStartCache()));
  EXPECT_FALSE(fs::exists(CachePath()));
}

TEST_F(StartCacheOfSqlite, FindsARecordThatVanishedAfterAStartFromIt) {
  ASSERT_OK(sqlite().RefreshStartCache());
  LoseEntry1();
  Start();
  EXPECT_TRUE(Used());
  EXPECT_THAT(sqlite().RefreshStartCache(),
              FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
  EXPECT_FALSE(fs::exists(CachePath()));
}

TEST_F(StartCacheOfSqlite, FindsARecordThatVanishedThoughItCannotBeWrittenAnew) {
  ASSERT_OK(sqlite().RefreshStartCache());
  LoseEntry1();
  Start();
  EXPECT_TRUE(Used());
  Commit("enrol-3", MakeEntry(3, {"a"}));
  BlockWriting();
  EXPECT_THAT(sqlite().RefreshStartCache(),
              FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
  EXPECT_FALSE(fs::exists(CachePath()));
}

TEST_F(StartCacheOfSqlite, IsCheckedOnceThoughItCannotBeWrittenAnew) {
  ASSERT_OK(sqlite().RefreshStartCache());
  Start();
  EXPECT_TRUE(Used());
  Commit("enrol-3", MakeEntry(3, {"a"}));
  BlockWriting();
  const absl::Status failed = sqlite().RefreshStartCache();
  EXPECT_TRUE(absl::IsUnavailable(failed)) << failed;
  EXPECT_THAT(std::string(failed.message()), ::testing::Not(HasSubstr("not been checked")));
  EXPECT_OK(sqlite().RefreshStartCache());
}

TEST_F(StartCacheOfSqlite, IsDestroyedWhenTheRowThatCountsTheOthersIsDamaged) {
  ASSERT_OK(sqlite().RefreshStartCache());
  RawDatabase(harness_.options().path).Execute("UPDATE state SET record = x'00'");
  EXPECT_THAT(sqlite().RefreshStartCache(),
              FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
  EXPECT_FALSE(fs::exists(CachePath()));
}

TEST_F(StartCacheOfSqlite, IsNotCheckedByAStop) {
  ASSERT_OK(sqlite().RefreshStartCache());
  LoseEntry1();
  Start();
  sqlite().EndStartCacheChecks();
  EXPECT_OK(sqlite().RefreshStartCache());
  Start();
  EXPECT_TRUE(Used());
  EXPECT_TRUE(absl::IsDataLoss(sqlite().RefreshStartCache()));
}

TEST_F(StartCacheOfSqlite, IsWrittenByAStopForTheNextStart) {
  sqlite().EndStartCacheChecks();
  ASSERT_OK(sqlite().RefreshStartCache());
  const std::string text = Start();
  EXPECT_TRUE(Used());
  EXPECT_EQ(StartWithout(), text);
}

TEST_F(StartCacheOfSqlite, IsCheckedNoFurtherOnceThereIsAStop) {
  bool stops = false;
  harness_.options().start_cache.now = [&] {
    if (stops) sqlite().EndStartCacheChecks();
    return TimeAt(0);
  };
  harness_.Reopen();
  ASSERT_OK(sqlite().RefreshStartCache());
  Start();
  stops = true;
  const absl::Status ended = sqlite().RefreshStartCache();
  EXPECT_TRUE(absl::IsAborted(ended)) << ended;
  EXPECT_THAT(std::string(ended.message()), HasSubstr("has not been checked since the start"));
}

/// The clock is asked once the reading has begun.
class ErasureWhileTheDatabaseIsRead : public StartCacheOfSqlite {
 protected:
  ErasureWhileTheDatabaseIsRead() {
    harness_.options().start_cache.now = [this] {
      if (std::exchange(erases_, false)) Commit("erase-1", EraseEntry{EntryId{1}, Revision{1}});
      return TimeAt(0);
    };
    harness_.Reopen();
  }

  void RefreshAndErase() {
    erases_ = true;
    EXPECT_TRUE(absl::IsAborted(sqlite().RefreshStartCache()));
    EXPECT_FALSE(erases_);
    EXPECT_TRUE(CacheFiles().empty());
  }

  void ExpectAllIsWellAfterwards() {
    ASSERT_OK(sqlite().RefreshStartCache());
    const std::string text = Start();
    EXPECT_TRUE(Used()) << WhyNot();
    EXPECT_THAT(text, ::testing::Not(HasSubstr(FormatEntryId(EntryId{1}))));
    EXPECT_EQ(StartWithout(), text);
  }

  bool erases_ = false;
};

TEST_F(ErasureWhileTheDatabaseIsRead, LeavesNoCacheThatWasBeingWritten) {
  RefreshAndErase();
  ExpectAllIsWellAfterwards();
}

TEST_F(ErasureWhileTheDatabaseIsRead, EndsACheck) {
  ASSERT_OK(sqlite().RefreshStartCache());
  Start();
  ASSERT_TRUE(Used());
  RefreshAndErase();
  ExpectAllIsWellAfterwards();
}

TEST_F(StartCacheOfSqlite, NeverHoldsWhatIsErasedWhileItIsWritten) {
  const auto sealer = *Sealer::FromKeyFile(harness_.options().key_file);
  constexpr std::int64_t kFirst = 10;
  constexpr std::int64_t kLast = 39;
  for (std::int64_t id = kFirst; id <= kLast; ++id) {
    Commit(fmt::format("enrol-{}", id), MakeEntry(id, {"a"}));
  }
  std::atomic<bool> stop = false;
  std::thread keeper([&] {
    while (!stop) {
      const absl::Status status = sqlite().RefreshStartCache();
      EXPECT_TRUE(status.ok() || absl::IsAborted(status)) << status;
    }
  });
  for (std::int64_t id = kFirst; id <= kLast; ++id) {
    Commit(fmt::format("erase-{}", id), EraseEntry{EntryId{id}, Revision{1}});
    // The next erasure meets the writing that this one has made due.
    if (id % 2 == 0) continue;
    auto reader = CacheReader::Open(CachePath(), ContractModel(), *sealer);
    while (!reader.ok()) reader = CacheReader::Open(CachePath(), ContractModel(), *sealer);
    GalleryCopy copy;
    EXPECT_OK((*reader)->GiveTo(copy));
    EXPECT_TRUE(copy.entries.contains(EntryId{1}));
    EXPECT_FALSE(copy.entries.contains(EntryId{id - 1}));
    EXPECT_FALSE(copy.entries.contains(EntryId{id}));
  }
  stop = true;
  keeper.join();
  ASSERT_OK(sqlite().RefreshStartCache());
  const std::string text = Start();
  EXPECT_TRUE(Used()) << WhyNot();
  EXPECT_EQ(StartWithout(), text);
}

}  // namespace
}  // namespace portcullis::testing
