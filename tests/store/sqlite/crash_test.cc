// A process that is killed in the middle of a commit leaves the state before it or after it.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "store/sqlite/data_check.h"
#include "tests/store/sqlite/sqlite_fixture.h"

namespace portcullis::testing {
namespace {

/// Nothing here commits but the children: each of them reads its own plan.
class Crash : public ::testing::TestWithParam<const char*> {
 protected:
  Crash() { EXPECT_OK(CreateKeyFile(options_.key_file)); }

  /// Enrols entries 1 and 2 on list a, then, with the failpoint, does `last` in a process of its
  /// own.
  void DoUntilKilled(const Mutation& last, const char* failpoint) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) ::_exit(Do(last, failpoint));
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
  }

  int Do(const Mutation& last, const char* failpoint) {
    const std::string name = failpoint;
    // The commits before the last pass its places too.
    const bool of_commit = name.starts_with("store.commit");
    ::setenv("PORTCULLIS_FAILPOINT", (name + (of_commit ? ":4" : ":1")).c_str(), 1);
    auto store = SqliteWatchlistStore::Open(options_);
    if (!store.ok()) return 1;
    for (const Mutation& mutation : {MakeMutation("create-a", MakePut(MakeList("a"))),
                                     MakeMutation("enrol-1", MakeEntry(1, {"a"})),
                                     MakeMutation("enrol-2", MakeEntry(2, {"a"})), last}) {
      if (!(*store)->Commit(mutation).ok()) return 2;
    }
    return 0;
  }

  void ExpectSound() {
    const auto report = CheckData(options_.path, options_.key_file);
    ASSERT_OK(report);
    EXPECT_THAT(report->findings, IsEmpty());
  }

  TemporaryFolder folder_;
  const SqliteStoreOptions options_{.path = folder_.path() / "watchlist.db",
                                    .model = ContractModel(),
                                    .key_file = folder_.path() / "key",
                                    .busy_timeout = absl::Seconds(1)};
};

class CrashInCommit : public Crash {};

TEST_P(CrashInCommit, LeavesAllOfItOrNothing) {
  const Mutation last = MakeMutation("several", {MakePut(MakeList("b")), MakeEntry(3, {"b"}, 2),
                                                 Replace(MakeEntry(1, {"a"}).entry)});
  ASSERT_NO_FATAL_FAILURE(DoUntilKilled(last, GetParam()));
  ExpectSound();
  const auto store = SqliteWatchlistStore::Open(options_);
  ASSERT_OK(store);
  const bool committed = std::string(GetParam()) == "store.commit.after_commit";
  const auto changes = (*store)->ChangesAfter(Sequence{0}, 100);
  ASSERT_OK(changes);
  EXPECT_EQ(changes->size(), committed ? 6U : 3U);
  EXPECT_EQ((*store)->GetEntry(EntryId{3}).ok(), committed);
  const auto first = (*store)->GetEntry(EntryId{1});
  ASSERT_OK(first);
  EXPECT_EQ(first->revision, Revision{committed ? 2 : 1});
  const auto response = (*store)->FindResponse(MakeKey("several"), TimeAt(11));
  ASSERT_OK(response);
  EXPECT_EQ(response->has_value(), committed);
  GalleryCopy gallery;
  EXPECT_OK((*store)->ReadGallery(gallery));
  EXPECT_EQ(gallery.entries.size(), committed ? 3U : 2U);
}

INSTANTIATE_TEST_SUITE_P(Everywhere, CrashInCommit,
                         ::testing::Values("store.commit.begin", "store.commit.rows_written",
                                           "store.commit.before_commit",
                                           "store.commit.after_commit"));

class CrashInErasure : public Crash {};

TEST_P(CrashInErasure, LeavesNothingAfterTheNextStart) {
  ASSERT_NO_FATAL_FAILURE(
      DoUntilKilled(MakeMutation("erase-1", EraseEntry{EntryId{1}, Revision{1}}), GetParam()));
  const auto store = SqliteWatchlistStore::Open(options_);
  ASSERT_OK(store);
  // The log held the pages as they were before.
  EXPECT_EQ(std::filesystem::file_size(options_.path.string() + "-wal"), 0U);
  EXPECT_THAT((*store)->GetEntry(EntryId{1}), IsEntryNotFound());
  const auto traces = (*store)->TracesOf(EntryId{1});
  ASSERT_OK(traces);
  EXPECT_FALSE(traces->any);
  EXPECT_TRUE(traces->erasure);
  ExpectSound();
}

INSTANTIATE_TEST_SUITE_P(Everywhere, CrashInErasure,
                         ::testing::Values("store.commit.after_commit",
                                           "store.erase.before_checkpoint",
                                           "store.erase.after_checkpoint"));

/// A start cache is written, or in place, when the process dies.
class CrashWithStartCache : public Crash {
 protected:
  /// Enrols entry 1 on list a, writes the cache, enrols entry 2, and does what `last` does.
  template <typename Last>
  void DoUntilKilled(const char* failpoint, const Last& last) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::setenv("PORTCULLIS_FAILPOINT", failpoint, 1);
      auto store = SqliteWatchlistStore::Open(Options());
      if (!store.ok()) ::_exit(1);
      const bool done = (*store)->Commit(MakeMutation("create-a", MakePut(MakeList("a")))).ok() &&
                        (*store)->Commit(MakeMutation("enrol-1", MakeEntry(1, {"a"}))).ok() &&
                        (*store)->RefreshStartCache().ok() &&
                        (*store)->Commit(MakeMutation("enrol-2", MakeEntry(2, {"a"}))).ok() &&
                        last(**store);
      ::_exit(done ? 0 : 2);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
  }

  SqliteStoreOptions Options() {
    SqliteStoreOptions options = options_;
    options.start_cache = {.use = true,
                           .report = [this](const absl::Status& status) { reported_ = status; }};
    return options;
  }

  std::string CachePath() const { return options_.path.string() + ".start-cache"; }

  absl::Status reported_ = absl::UnknownError("not asked");
};

TEST_F(CrashWithStartCache, BeforeTheRenameLeavesNone) {
  ASSERT_NO_FATAL_FAILURE(
      DoUntilKilled("store.cache.before_rename:1", [](SqliteWatchlistStore&) { return true; }));
  EXPECT_TRUE(std::filesystem::exists(CachePath() + ".unfinished"));
  const auto store = SqliteWatchlistStore::Open(Options());
  ASSERT_OK(store);
  EXPECT_EQ(CopyOfGallery(**store).entries.size(), 1U);
  EXPECT_TRUE(absl::IsNotFound(reported_));
  // Its key is in the unfinished file by then, which is of no use to anybody.
  EXPECT_FALSE(std::filesystem::exists(CachePath() + ".unfinished"));
}

TEST_F(CrashWithStartCache, AfterTheRenameLeavesOneThatIsUsed) {
  ASSERT_NO_FATAL_FAILURE(
      DoUntilKilled("store.cache.after_rename:1", [](SqliteWatchlistStore&) { return true; }));
  const auto store = SqliteWatchlistStore::Open(Options());
  ASSERT_OK(store);
  EXPECT_EQ(CopyOfGallery(**store).entries.size(), 1U);
  EXPECT_OK(reported_);
}

class CrashInErasureWithStartCache : public CrashWithStartCache {};

TEST_P(CrashInErasureWithStartCache, LeavesNoCacheAfterTheNextStart) {
  ASSERT_NO_FATAL_FAILURE(DoUntilKilled(GetParam(), [](SqliteWatchlistStore& store) {
    return store.Commit(MakeMutation("erase-1", EraseEntry{EntryId{1}, Revision{1}})).ok();
  }));
  const auto store = SqliteWatchlistStore::Open(Options());
  ASSERT_OK(store);
  const GalleryCopy copy = CopyOfGallery(**store);
  EXPECT_FALSE(copy.entries.contains(EntryId{1}));
  EXPECT_TRUE(copy.entries.contains(EntryId{2}));
  EXPECT_FALSE(reported_.ok());
  EXPECT_FALSE(std::filesystem::exists(CachePath()));
}

INSTANTIATE_TEST_SUITE_P(Everywhere, CrashInErasureWithStartCache,
                         ::testing::Values("store.commit.after_commit:4",
                                           "store.erase.before_checkpoint:1",
                                           "store.erase.after_checkpoint:1"));

}  // namespace
}  // namespace portcullis::testing
