// Runs the contracts of policies and past checks on SQLite, then what is special about it: damage
// is noticed, nothing is readable without the key, and an older database gets both.
#include "store/sqlite/data_check.h"
#include "store/sqlite/sqlite_check_log.h"
#include "tests/contract/check_log_contract.h"
#include "tests/contract/policy_store_contract.h"
#include "tests/store/sqlite/sqlite_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class SqlitePolicyHarness final : public PolicyStoreHarness {
 public:
  PolicyStore& policies() override { return harness_.policies(); }
  WatchlistStore& watchlist() override { return harness_.store(); }
  void Reopen() override { harness_.Reopen(); }

 private:
  SqliteHarness harness_;
};

std::unique_ptr<SqliteCheckLog> OpenLog(const SqliteStoreOptions& options) {
  auto log = SqliteCheckLog::Open(options);
  EXPECT_OK(log);
  return *std::move(log);
}

class SqliteCheckLogHarness final : public CheckLogHarness {
 public:
  CheckLog& log() override { return *log_; }
  void Reopen() override {
    log_.reset();
    store_.Reopen();
    log_ = OpenLog(store_.options());
  }

 private:
  SqliteHarness store_;
  std::unique_ptr<SqliteCheckLog> log_ = OpenLog(store_.options());
};

/// A database with a list, an entry, two versions of the policy and two checks.
class PoliciesAndChecks : public SqliteTest {
 protected:
  PoliciesAndChecks() {
    EXPECT_OK(harness_.policies().CommitPolicy(MakePolicyMutation("one", MakePolicyVersion(1))));
    EXPECT_OK(harness_.policies().CommitPolicy(MakePolicyMutation("two", MakePolicyVersion(2))));
    EXPECT_OK(OpenLog(harness_.options())
                  ->AppendChecks({{MakeCheck(1, "trace-of-one"), MakeCheck(2, "trace-of-two")}}));
  }

  std::vector<std::string> FindingsAfter(const std::string& sql) {
    harness_.Close();
    const std::filesystem::path copy = harness_.folder() / "copy.db";
    std::filesystem::copy_file(harness_.options().path, copy,
                               std::filesystem::copy_options::overwrite_existing);
    RawDatabase(copy).Execute(sql);
    auto report = CheckData(copy, harness_.options().key_file);
    EXPECT_OK(report);
    return report.value_or(DataReport{}).findings;
  }
};

TEST_F(PoliciesAndChecks, AreFoundSoundAndCounted) {
  harness_.Close();
  const auto report = CheckData(harness_.options().path, harness_.options().key_file);
  ASSERT_OK(report);
  EXPECT_THAT(report->findings, IsEmpty());
  EXPECT_EQ(report->policies, 2U);
  EXPECT_EQ(report->checks, 2U);
  EXPECT_EQ(report->changes, 4U);
}

TEST_F(PoliciesAndChecks, AreDamagedByName) {
  const struct {
    const char* damage;
    const char* finding;
  } cases[] = {
      {"UPDATE policy SET record = zeroblob(90) WHERE number = 2", "policy 2 (record)"},
      {"DELETE FROM policy WHERE number = 2", "1 versions of the policy, where 2 were"},
      {"DELETE FROM policy WHERE number = 2", "change of a policy that is not there, change: 4"},
      {"UPDATE policy SET record = (SELECT record FROM policy WHERE number = 1) WHERE number = 2",
       "policy 2 (record)"},
      {"UPDATE changelog SET policy_number = 1 WHERE seq = 4",
       "policy without a change, policy: 2"},
      {"UPDATE check_record SET record = zeroblob(90) WHERE id = 1", "check_record 1 (record)"},
      {"UPDATE check_record SET time_ns = 1 WHERE id = 2", "check_record 2 (record)"},
  };
  for (const auto& [damage, finding] : cases) {
    EXPECT_THAT(FindingsAfter(damage), Contains(HasSubstr(finding))) << damage;
  }
}

TEST_F(PoliciesAndChecks, AnOlderRevisionOfAPolicyPutBackIsNoticed) {
  const std::string old = RawDatabase(harness_.options().path)
                              .Rows("SELECT hex(record) FROM policy WHERE number = 1")[0][0];
  PolicyVersion next = MakePolicyVersion(1);
  next.revision = Revision{2};
  ASSERT_OK(harness_.policies().CommitPolicy(MakePolicyMutation("next", next, Revision{1})));
  EXPECT_THAT(FindingsAfter("UPDATE policy SET record = x'" + old + "' WHERE number = 1"),
              Contains(HasSubstr("another revision")));
}

TEST_F(PoliciesAndChecks, CannotBeReadWithoutTheKey) {
  const std::string bytes = BytesOnDisk();
  EXPECT_THAT(bytes, Not(HasSubstr("fewer alarms at night")));
  EXPECT_THAT(bytes, Not(HasSubstr("trace-of-one")));
}

TEST_F(PoliciesAndChecks, ABrokenPolicyIsNeverPassedOver) {
  RawDatabase(harness_.options().path).Execute("DELETE FROM policy WHERE number = 1");
  EXPECT_THAT(harness_.policies().Policies(),
              FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
}

TEST_F(PoliciesAndChecks, AFollowerPassesOverWhatIsNoGallerysBusiness) {
  const auto changes = store().ChangesAfter(Sequence{0}, 10);
  ASSERT_OK(changes);
  ASSERT_EQ(changes->size(), 4U);
  const auto sequence = ReadGallery();
  ASSERT_OK(sequence);
  EXPECT_EQ(*sequence, Sequence{4});
}

class MigrationFromVersion2 : public ::testing::Test {
 protected:
  MigrationFromVersion2() {
    const std::filesystem::path fixtures = PORTCULLIS_FIXTURES;
    std::filesystem::copy_file(fixtures / "version_2.db", options_.path);
    std::filesystem::copy_file(fixtures / "version_2.key", options_.key_file);
    for (const auto& path : {options_.path, options_.key_file}) {
      std::filesystem::permissions(
          path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
  }

  TemporaryFolder folder_;
  SqliteStoreOptions options_{.path = folder_.path() / "watchlist.db",
                              .model = {"fake-model", std::string(64, 'f'), "fake-alignment"},
                              .key_file = folder_.path() / "key",
                              .busy_timeout = absl::Milliseconds(100)};
};

TEST_F(MigrationFromVersion2, KeepsEverythingAndHasRoomForPolicies) {
  {
    const auto store = SqliteWatchlistStore::Open(options_);
    ASSERT_OK(store);
    EXPECT_EQ((*store)->Lists("", 10)->size(), 1U);
    EXPECT_EQ((*store)->GetEntry(EntryId{11})->details.display_name, "Fake Person Eleven");
    EXPECT_EQ((*store)->Faces(EntryId{11})->size(), 2U);
    EXPECT_TRUE((*store)->TracesOf(EntryId{99})->erasure);
    const auto events = (*store)->EventsAfter(Sequence{0}, 10);
    ASSERT_OK(events);
    ASSERT_EQ(events->size(), 4U);
    EXPECT_EQ(events->at(3).target, "entries/" + FormatEntryId(EntryId{99}));
    EXPECT_TRUE((*store)->Policies()->empty());
    ASSERT_OK((*store)->CommitPolicy(MakePolicyMutation("one", MakePolicyVersion(1))));
  }
  const auto report = CheckData(options_.path, options_.key_file);
  ASSERT_OK(report);
  EXPECT_THAT(report->findings, IsEmpty());
  EXPECT_EQ(report->schema_version, 3);
  EXPECT_EQ(report->changes, 5U);
  EXPECT_TRUE(std::filesystem::exists(options_.path.string() + ".before-schema-3"));
}

TEST_F(MigrationFromVersion2, LeavesADatabaseThatHoldsNothingWrong) {
  ASSERT_OK(SqliteWatchlistStore::Open(options_));
  const auto report = CheckData(options_.path, options_.key_file);
  ASSERT_OK(report);
  EXPECT_THAT(report->findings, IsEmpty());
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Sqlite, PolicyStoreContract,
                         ::testing::Values(PolicyStoreKind{
                             "Sqlite", [] { return std::make_unique<SqlitePolicyHarness>(); }}),
                         PolicyStoreKindName);

INSTANTIATE_TEST_SUITE_P(Sqlite, CheckLogContract,
                         ::testing::Values(CheckLogKind{
                             "Sqlite", [] { return std::make_unique<SqliteCheckLogHarness>(); }}),
                         CheckLogKindName);

}  // namespace portcullis::testing
