// A start from the cache ends in the same galleries as one from the database, or is not one.
#include "store/sqlite/start_cache.h"

#include <filesystem>
#include <string>
#include <vector>

#include "tests/store/sqlite/start_cache_of_sqlite.h"

namespace portcullis::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST_F(StartCacheOfSqlite, IsUsedOnceItIsThere) {
  const std::string first = Start();
  EXPECT_TRUE(absl::IsNotFound(*reported_));
  ASSERT_OK(sqlite().RefreshStartCache());
  const std::string second = Start();
  EXPECT_TRUE(Used());
  EXPECT_EQ(second, first);
  EXPECT_EQ(StartWithout(), first);
}

TEST_F(StartCacheOfSqlite, IsFollowedByTheChangesSince) {
  ASSERT_OK(sqlite().RefreshStartCache());
  Commit("create-c", MakePut(MakeList("c")));
  Commit("enrol-3", MakeEntry(3, {"c"}));
  Entry suspended = *store().GetEntry(EntryId{1});
  suspended.status = EntryStatus::kSuspended;
  Commit("suspend-1", Replace(suspended));
  const std::string text = Start();
  EXPECT_TRUE(Used());
  EXPECT_THAT(text, HasSubstr("c\n"));
  EXPECT_EQ(StartWithout(), text);
}

TEST_F(StartCacheOfSqlite, SaysAtWhichChangeItStands) {
  ASSERT_OK(sqlite().RefreshStartCache());
  Commit("enrol-3", MakeEntry(3, {"a"}));
  harness_.Reopen();
  GalleryCopy copy;
  EXPECT_EQ(store().ReadGallery(copy).value(), Sequence{4});
  EXPECT_EQ(copy.entries.size(), 2U);
}

TEST_F(StartCacheOfSqlite, IsDestroyedByAnErasure) {
  ASSERT_OK(sqlite().RefreshStartCache());
  Commit("erase-1", EraseEntry{EntryId{1}, Revision{1}});
  EXPECT_FALSE(fs::exists(CachePath()));
  // And made again, without the entry.
  ASSERT_OK(sqlite().RefreshStartCache());
  EXPECT_TRUE(fs::exists(CachePath()));
  const std::string text = Start();
  EXPECT_TRUE(Used());
  EXPECT_EQ(StartWithout(), text);
}

TEST_F(StartCacheOfSqlite, IsNotUsedWhenAnErasureCameToNoEnd) {
  ASSERT_OK(sqlite().RefreshStartCache());
  fs::copy(CachePath(), harness_.folder() / "kept");
  Commit("erase-1", EraseEntry{EntryId{1}, Revision{1}});
  fs::rename(harness_.folder() / "kept", CachePath());
  const std::string text = Start();
  EXPECT_THAT(WhyNot(), HasSubstr("something was erased since"));
  EXPECT_FALSE(fs::exists(CachePath()));
  EXPECT_EQ(StartWithout(), text);
}

TEST_F(StartCacheOfSqlite, OfAnotherHistoryWithTheSameChangesIsNotUsed) {
  CopyDatabaseTo(harness_.folder() / "copy");
  Commit("enrol-3", MakeEntry(3, {"a"}));
  Commit("enrol-5", MakeEntry(5, {"a"}));
  ASSERT_OK(sqlite().RefreshStartCache());
  PutDatabaseBack(harness_.folder() / "copy");
  // Another one here; the last change of both is the same, to the nanosecond.
  Commit("enrol-4", MakeEntry(4, {"a"}));
  Commit("enrol-5", MakeEntry(5, {"a"}));
  const std::string text = Start();
  EXPECT_THAT(WhyNot(), HasSubstr("another history"));
  EXPECT_THAT(text, HasSubstr(FormatEntryId(EntryId{4})));
  EXPECT_THAT(text, ::testing::Not(HasSubstr(FormatEntryId(EntryId{3}))));
  EXPECT_EQ(StartWithout(), text);
}

TEST_F(StartCacheOfSqlite, OfAHistoryThatWentOnBeyondItIsNotUsed) {
  CopyDatabaseTo(harness_.folder() / "copy");
  Commit("enrol-3", MakeEntry(3, {"a"}));
  ASSERT_OK(sqlite().RefreshStartCache());
  PutDatabaseBack(harness_.folder() / "copy");
  Commit("enrol-4", MakeEntry(4, {"a"}));
  Commit("enrol-5", MakeEntry(5, {"a"}));
  const std::string text = Start();
  EXPECT_THAT(WhyNot(), HasSubstr("another history"));
  EXPECT_EQ(StartWithout(), text);
}

TEST_F(StartCacheOfSqlite, NewerThanTheDatabaseIsNotUsed) {
  CopyDatabaseTo(harness_.folder() / "copy");
  Commit("enrol-3", MakeEntry(3, {"a"}));
  ASSERT_OK(sqlite().RefreshStartCache());
  PutDatabaseBack(harness_.folder() / "copy");
  const std::string text = Start();
  EXPECT_THAT(WhyNot(), HasSubstr("newer than the database"));
  EXPECT_EQ(StartWithout(), text);
}

TEST_F(StartCacheOfSqlite, GoesOnFromACopyOfItsOwnHistory) {
  ASSERT_OK(sqlite().RefreshStartCache());
  Commit("enrol-3", MakeEntry(3, {"a"}));
  CopyDatabaseTo(harness_.folder() / "copy");
  PutDatabaseBack(harness_.folder() / "copy");
  const std::string text = Start();
  EXPECT_TRUE(Used()) << WhyNot();
  EXPECT_EQ(StartWithout(), text);
}

TEST_F(StartCacheOfSqlite, IsLeftAloneByRequestsThatAreForgotten) {
  ASSERT_OK(sqlite().RefreshStartCache());
  // A day later the requests before are forgotten.
  const std::vector<RecordChange> enrolment = {MakeEntry(3, {"a"})};
  EXPECT_OK(store().Commit(MakeMutation("enrol-3", enrolment, TimeAt(10) + absl::Hours(48))));
  const std::string text = Start();
  EXPECT_TRUE(Used()) << WhyNot();
  EXPECT_EQ(StartWithout(), text);
}

TEST_F(StartCacheOfSqlite, ThatIsDamagedInTheMiddleLeavesNothingHalf) {
  ASSERT_OK(sqlite().RefreshStartCache());
  const std::string before = Start();
  ASSERT_TRUE(Used());
  std::string bytes = ReadFile(CachePath());
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  { std::ofstream(CachePath(), std::ios::binary | std::ios::trunc) << bytes; }
  EXPECT_EQ(Start(), before);
  EXPECT_THAT(WhyNot(), HasSubstr("damaged"));
  EXPECT_FALSE(fs::exists(CachePath()));
}

TEST_F(StartCacheOfSqlite, ThatIsNotWantedIsDestroyed) {
  ASSERT_OK(sqlite().RefreshStartCache());
  ASSERT_TRUE(fs::exists(CachePath()));
  StartWithout();
  EXPECT_FALSE(fs::exists(CachePath()));
  EXPECT_OK(sqlite().RefreshStartCache());
  EXPECT_FALSE(fs::exists(CachePath()));
}

TEST_F(StartCacheOfSqlite, IsDestroyedByAnErasureWhileItIsRead) {
  struct Eraser final : public GallerySink {
    explicit Eraser(WatchlistStore& erase_from) : store(erase_from) {}
    absl::Status PutLists(std::vector<ListId> /*lists*/) override { return absl::OkStatus(); }
    absl::Status PutEntries(std::vector<EntryFaces> /*entries*/) override {
      return store.Commit(MakeMutation("erase-1", EraseEntry{EntryId{1}, Revision{1}})).status();
    }
    absl::Status StartOver() override { return absl::OkStatus(); }
    WatchlistStore& store;
  };
  ASSERT_OK(sqlite().RefreshStartCache());
  Eraser eraser(store());
  EXPECT_OK(store().ReadGallery(eraser));
  EXPECT_FALSE(fs::exists(CachePath()));
}

}  // namespace
}  // namespace portcullis::testing
