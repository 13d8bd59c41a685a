#include "store/snapshot/restore.h"

#include "store/sqlite/sqlite_check_log.h"
#include "tests/store/snapshot/snapshot_fixture.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kFakeModel;
using ::testing::Not;
using testing::ReadAll;
using testing::WriteAll;

class RestoreTest : public testing::SnapshotFixture {
 protected:
  RestoreTest() {
    const auto made = snapshots_->Create(kNow);
    EXPECT_OK(made);
    snapshot_ = *made;
  }

  RestoreOptions ToRestore() const {
    return {.snapshot = FolderOf(snapshot_),
            .database = database_,
            .key_file = key_file_,
            .model = kFakeModel,
            .now = kNow + absl::Hours(1)};
  }

  absl::StatusOr<RestoreResult> Restore(const RestoreOptions& options) {
    store_.reset();
    return RestoreSnapshot(options, *signer_);
  }

  Snapshot snapshot_;
};

TEST_F(RestoreTest, BringsBackWhatWasThere) {
  Enrol(3);
  const auto result = Restore(ToRestore());
  ASSERT_OK(result);
  EXPECT_THAT(result->set_aside.string(),
              HasSubstr("portcullis.db.before-restore-20270115-090000"));
  EXPECT_TRUE(fs::exists(result->set_aside));
  EXPECT_THAT(result->erased_again, IsEmpty());
  store_ = *SqliteWatchlistStore::Open(Options());
  EXPECT_OK(store_->GetEntry(EntryId{1}));
  EXPECT_EQ((*store_->Faces(EntryId{2}))[0].portrait, std::string(3000, 'p'));
  EXPECT_FALSE(store_->GetEntry(EntryId{3}).ok());
  EXPECT_EQ(store_->EventsAfter(Sequence{0}, 100)->size(), 3U);
  Enrol(4);
}

TEST_F(RestoreTest, DestroysTheStartCacheOfWhatWasThere) {
  store_.reset();
  SqliteStoreOptions with_cache = Options();
  with_cache.start_cache.use = true;
  store_ = *SqliteWatchlistStore::Open(with_cache);
  ASSERT_OK(store_->RefreshStartCache());
  const fs::path cache = database_.string() + ".start-cache";
  ASSERT_TRUE(fs::exists(cache));
  ASSERT_OK(Restore(ToRestore()));
  EXPECT_FALSE(fs::exists(cache));
}

TEST_F(RestoreTest, BringsBackThePoliciesAndChecksOfThatTime) {
  PolicyVersion version;
  version.number = PolicyNumber{1};
  version.justification = "why";
  const PolicyMutation proposal{.key = std::nullopt,
                                .actor = "ann",
                                .time = kNow,
                                .action = "ProposePolicy",
                                .put = {version, Revision{0}}};
  ASSERT_OK(store_->CommitPolicy(proposal));
  CheckRecord check;
  check.trace_id = "trace";
  ASSERT_OK((*SqliteCheckLog::Open(Options()))->AppendChecks({&check, 1}));
  const auto later = snapshots_->Create(kNow + absl::Seconds(1));
  ASSERT_OK(later);
  version.revision = Revision{2};
  version.justification = "changed since";
  PolicyMutation change = proposal;
  change.put = {version, Revision{1}};
  ASSERT_OK(store_->CommitPolicy(change));

  RestoreOptions options = ToRestore();
  options.snapshot = FolderOf(*later);
  ASSERT_OK(Restore(options));
  store_ = *SqliteWatchlistStore::Open(Options());
  const auto policies = store_->Policies();
  ASSERT_OK(policies);
  ASSERT_EQ(policies->size(), 1U);
  EXPECT_EQ(policies->at(0).justification, "why");
  EXPECT_EQ(*(*SqliteCheckLog::Open(Options()))->PurgeChecks(absl::InfiniteFuture()), 1U);
}

TEST_F(RestoreTest, DoesNotBringBackWhoWasErasedSince) {
  Commit(EraseEntry{EntryId{1}, Revision{1}}, "EraseEntry");
  const auto result = Restore(ToRestore());
  ASSERT_OK(result);
  EXPECT_THAT(result->erased_again, ElementsAre("entries/0000000000001"));
  store_ = *SqliteWatchlistStore::Open(Options());
  EXPECT_FALSE(store_->TracesOf(EntryId{1})->any);
  EXPECT_OK(store_->GetEntry(EntryId{2}));
}

TEST_F(RestoreTest, WorksOnAnEmptyMachine) {
  store_.reset();
  fs::remove_all(database_.parent_path());
  const auto result = Restore(ToRestore());
  ASSERT_OK(result);
  EXPECT_THAT(result->set_aside.string(), IsEmpty());
  EXPECT_OK(SqliteWatchlistStore::Open(Options()));
}

TEST_F(RestoreTest, SaysThatErasuresAreUnknownWhenTheOldDatabaseCannotBeRead) {
  store_.reset();
  WriteAll(database_, std::string(20'000, 'x'));
  const auto result = Restore(ToRestore());
  ASSERT_OK(result);
  EXPECT_THAT(result->erasures_unknown, Not(IsEmpty()));
  EXPECT_OK(SqliteWatchlistStore::Open(Options()));
}

TEST_F(RestoreTest, RefusesAnAlteredSnapshotAndLeavesEverythingAsItWas) {
  const fs::path copy = FolderOf(snapshot_) / "portcullis.db";
  std::string altered = ReadAll(copy);
  altered[altered.size() / 2] ^= 1;
  WriteAll(copy, altered);
  store_.reset();
  const std::string before = ReadAll(database_);
  EXPECT_THAT(Restore(ToRestore()),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kSnapshotInvalid));
  EXPECT_EQ(ReadAll(database_), before);
}

TEST_F(RestoreTest, RefusesAnotherKeyAndAnotherModel) {
  RestoreOptions options = ToRestore();
  options.key_file = folder_.path() / "other.key";
  ASSERT_OK(CreateKeyFile(options.key_file));
  EXPECT_THAT(Restore(options),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kKeyInvalid));
  options = ToRestore();
  options.model.name = "another";
  EXPECT_THAT(Restore(options),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
}

}  // namespace
}  // namespace portcullis
