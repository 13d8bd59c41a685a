// Databases that must not be opened, and that they stay as they were.
#include "fmt/format.h"
#include "tests/store/sqlite/sqlite_fixture.h"

namespace portcullis::testing {
namespace {

class SqliteRefusals : public SqliteTest {
 protected:
  /// Closes the store, so that all of it is in the one file.
  std::string CloseAndRead() {
    harness_.Close();
    return ReadFile(harness_.options().path);
  }
  absl::Status TryToOpen() { return harness_.Open().status(); }
};

TEST_F(SqliteRefusals, RefusesADatabaseOfAnotherModelAndLeavesItAsItWas) {
  const std::string before = CloseAndRead();
  harness_.options().model.alignment = "another";
  const absl::Status status = TryToOpen();
  EXPECT_THAT(status,
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
  EXPECT_THAT(status, MessageHas(ContractModel().ToString()));
  EXPECT_THAT(status, MessageHas(harness_.options().model.ToString()));
  EXPECT_EQ(ReadFile(harness_.options().path), before);

  harness_.options().model = ContractModel();
  harness_.Reopen();
  EXPECT_OK(store().GetEntry(EntryId{1}));
}

TEST_F(SqliteRefusals, OpensForAnyModelBeforeTheFirstEnrolment) {
  SqliteHarness fresh;
  ASSERT_OK(fresh.store().Commit(MakeMutation("create", MakePut(MakeList("a")))));
  fresh.options().model.name = "another";
  fresh.Reopen();
  EXPECT_OK(fresh.store().Lists("", 10));
}

TEST_F(SqliteRefusals, RefusesToEnrolWhenAnotherProcessHasEnrolledForAnotherModel) {
  SqliteHarness fresh;
  ASSERT_OK(fresh.store().Commit(MakeMutation("create", MakePut(MakeList("a")))));
  SqliteStoreOptions options = fresh.options();
  options.model.name = "another";
  const auto other = SqliteWatchlistStore::Open(options);
  ASSERT_OK(other);
  ASSERT_OK((*other)->Commit(MakeMutation("other", MakeEntry(1, {"a"}, 1, options.model))));
  EXPECT_THAT(fresh.store().Commit(MakeMutation("enrol", MakeEntry(2, {"a"}))),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
}

TEST_F(SqliteRefusals, RefusesADatabaseWhoseModelWasChangedOutside) {
  harness_.Close();
  RawDatabase(harness_.options().path).Execute("UPDATE meta SET model_weights_sha256 = 'y'");
  EXPECT_THAT(TryToOpen(), FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
}

TEST_F(SqliteRefusals, RefusesADatabaseThatDoesNotSayItsVersion) {
  harness_.Close();
  RawDatabase(harness_.options().path).Execute("PRAGMA user_version = 0");
  EXPECT_THAT(TryToOpen(), FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
}

TEST_F(SqliteRefusals, RefusesAnotherKeyAndLeavesTheDatabaseAsItWas) {
  const std::string before = CloseAndRead();
  harness_.options().key_file = harness_.folder() / "another-key";
  EXPECT_THAT(TryToOpen(),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kKeyInvalid));
  ASSERT_OK(CreateKeyFile(harness_.options().key_file));
  EXPECT_THAT(TryToOpen(),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kKeyInvalid));
  EXPECT_EQ(ReadFile(harness_.options().path), before);
}

TEST_F(SqliteRefusals, RefusesAKeyThatOnlyClaimsToBeTheRightOne) {
  harness_.Close();
  harness_.options().key_file = harness_.folder() / "another-key";
  ASSERT_OK(CreateKeyFile(harness_.options().key_file));
  const auto other = Sealer::FromKeyFile(harness_.options().key_file);
  ASSERT_OK(other);
  RawDatabase(harness_.options().path)
      .Execute(fmt::format("UPDATE meta SET key_id = '{}'", (*other)->key_id()));
  EXPECT_THAT(TryToOpen(), FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
}

TEST_F(SqliteRefusals, RefusesADatabaseThatHasLostItsKeyMark) {
  harness_.Close();
  RawDatabase(harness_.options().path).Execute("DELETE FROM meta");
  EXPECT_THAT(TryToOpen(), FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
}

TEST_F(SqliteRefusals, RefusesADatabaseOfANewerReleaseAndLeavesItAsItWas) {
  harness_.Close();
  RawDatabase(harness_.options().path).Execute("PRAGMA user_version = 999");
  const std::string before = ReadFile(harness_.options().path);
  const absl::Status status = TryToOpen();
  EXPECT_THAT(status,
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kStoreUnavailable));
  EXPECT_THAT(status, MessageHas("999"));
  EXPECT_EQ(ReadFile(harness_.options().path), before);
}

TEST_F(SqliteRefusals, RefusesADatabaseOfAnotherProgram) {
  harness_.options().path = harness_.folder() / "other.db";
  RawDatabase(harness_.options().path).Execute("CREATE TABLE bookmarks (url TEXT)");
  const std::string before = ReadFile(harness_.options().path);
  EXPECT_THAT(TryToOpen(), FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
  EXPECT_EQ(ReadFile(harness_.options().path), before);
}

TEST_F(SqliteRefusals, RefusesAFileThatIsNoDatabase) {
  harness_.options().path = harness_.folder() / "notes.txt";
  std::ofstream(harness_.options().path) << std::string(5000, 'x');
  EXPECT_THAT(TryToOpen(), FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
  EXPECT_EQ(ReadFile(harness_.options().path), std::string(5000, 'x'));
}

TEST_F(SqliteRefusals, SaysUnavailableWhereNoFileCanBe) {
  harness_.options().path = harness_.folder() / "key" / "watchlist.db";
  EXPECT_THAT(TryToOpen(),
              FailsWith(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable));
}

}  // namespace
}  // namespace portcullis::testing
