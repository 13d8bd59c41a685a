// Runs the contract on the SQLite store, then what is special about it: files, locks, failures.
#include "store/sqlite/sqlite_watchlist_store.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "tests/contract/watchlist_store_contract.h"
#include "tests/store/sqlite/sqlite_fixture.h"

namespace portcullis::testing {

INSTANTIATE_TEST_SUITE_P(
    Sqlite, WatchlistStoreContract,
    ::testing::Values(WatchlistStoreKind{.name = "Plain",
                                         .create =
                                             [] { return std::make_unique<SqliteHarness>(); }},
                      WatchlistStoreKind{.name = "Reopened",
                                         .create = [] { return std::make_unique<SqliteHarness>(); },
                                         .reopens = true}),
    StoreKindName);

namespace {

unsigned PermissionsOf(const std::filesystem::path& path) {
  struct stat attributes {};
  EXPECT_EQ(::stat(path.c_str(), &attributes), 0) << path;
  return attributes.st_mode & 0777U;
}

TEST_F(SqliteTest, KeepsItsFilesToItsOwner) {
  const std::filesystem::path path = harness_.options().path;
  EXPECT_EQ(PermissionsOf(path.parent_path()), 0700U);
  EXPECT_EQ(PermissionsOf(path), 0600U);
  EXPECT_EQ(PermissionsOf(path.string() + "-wal"), 0600U);
  EXPECT_EQ(PermissionsOf(path.string() + "-shm"), 0600U);
}

TEST_F(SqliteTest, ReadsWhileAnotherProcessWrites) {
  RawDatabase raw(harness_.options().path);
  raw.Execute("BEGIN IMMEDIATE; DELETE FROM audit_event");
  EXPECT_OK(store().GetEntry(EntryId{1}));
  EXPECT_OK(store().ChangesAfter(Sequence{0}, 10));
  raw.Execute("ROLLBACK");
}

TEST_F(SqliteTest, SaysUnavailableWhileAnotherProcessHoldsTheDatabase) {
  RawDatabase raw(harness_.options().path);
  raw.Execute("BEGIN IMMEDIATE");
  const Mutation mutation = MakeMutation("enrol-2", MakeEntry(2, {"a"}));
  EXPECT_THAT(store().Commit(mutation),
              FailsWith(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable));
  raw.Execute("ROLLBACK");
  EXPECT_OK(store().Commit(mutation));
}

TEST_F(SqliteTest, ChangesNothingWhenTheDiskRefusesToGrow) {
  const auto changes_before = store().ChangesAfter(Sequence{0}, 100);
  ASSERT_OK(changes_before);
  PutEntry enrolment = MakeEntry(2, {"a"});
  enrolment.added[0].portrait.assign(4'000'000, 'x');
  const Mutation mutation = MakeMutation("enrol-2", enrolment);

  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 1'000'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto refused = store().Commit(mutation);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);

  EXPECT_EQ(ErrorReasonOf(refused.status()), ErrorReason::kStoreUnavailable) << refused.status();
  const auto changes = store().ChangesAfter(Sequence{0}, 100);
  ASSERT_OK(changes);
  EXPECT_EQ(changes->size(), changes_before->size());
  ASSERT_OK(store().Commit(mutation));
  harness_.Reopen();
  EXPECT_OK(store().GetEntry(EntryId{2}));
}

TEST_F(SqliteTest, NoticesAMissingChange) {
  Commit("enrol-2", MakeEntry(2, {"a"}));
  RawDatabase(harness_.options().path).Execute("DELETE FROM changelog WHERE seq = 2");
  const auto changes = store().ChangesAfter(Sequence{0}, 100);
  EXPECT_THAT(changes, FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
  EXPECT_THAT(changes, MessageHas("changelog 2"));
}

}  // namespace
}  // namespace portcullis::testing
