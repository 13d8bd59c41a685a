// The offline examination finds nothing in a sound database and names what is wrong in others.
#include "store/sqlite/data_check.h"

#include "fmt/format.h"
#include "tests/store/sqlite/sqlite_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class DataCheck : public SqliteTest {
 protected:
  DataCheck() {
    Commit("create-b", MakePut(MakeList("b")));
    Commit("enrol-2", MakeEntry(2, {"a", "b"}, 2));
    Commit("enrol-3", MakeEntry(3, {"b"}));
    Commit("update-2", Replace(MakeEntry(2, {"a", "b"}, 2).entry, {MakeFace(2, 9)}));
    Commit("erase-3", EraseEntry{EntryId{3}, Revision{1}});
    harness_.Close();
  }

  DataReport Check() {
    auto report = CheckData(harness_.options().path, harness_.options().key_file);
    EXPECT_OK(report);
    return report.value_or(DataReport{});
  }

  /// The findings after `sql` has run on a sound database.
  std::vector<std::string> FindingsAfter(const std::string& sql) {
    const std::filesystem::path copy = harness_.folder() / "copy.db";
    std::filesystem::copy_file(harness_.options().path, copy,
                               std::filesystem::copy_options::overwrite_existing);
    RawDatabase(copy).Execute(sql);
    auto report = CheckData(copy, harness_.options().key_file);
    EXPECT_OK(report);
    return report.value_or(DataReport{}).findings;
  }
};

TEST_F(DataCheck, FindsNothingInASoundDatabase) {
  const std::string before = ReadFile(harness_.options().path);
  const DataReport report = Check();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.schema_version, 3);
  EXPECT_EQ(report.lists, 2U);
  EXPECT_EQ(report.entries, 2U);
  EXPECT_EQ(report.references, 4U);
  EXPECT_EQ(report.changes, 7U);
  EXPECT_EQ(ReadFile(harness_.options().path), before);
}

TEST_F(DataCheck, FindsNothingInAnEmptyDatabaseNorWhileItIsOpen) {
  SqliteHarness fresh;
  auto report = CheckData(fresh.options().path, fresh.options().key_file);
  ASSERT_OK(report);
  EXPECT_THAT(report->findings, IsEmpty());
  harness_.Reopen();
  Commit("enrol-4", MakeEntry(4, {"b"}));
  EXPECT_THAT(Check().findings, IsEmpty());
}

TEST_F(DataCheck, NamesWhatIsWrong) {
  const struct {
    const char* damage;
    const char* finding;
  } cases[] = {
      {"UPDATE entry SET review_by_ns = 1 WHERE id = 2", "entry 0000000000002"},
      {"UPDATE entry SET record = zeroblob(200) WHERE id = 2", "entry 0000000000002 (record)"},
      {"UPDATE reference SET embedding = zeroblob(60) WHERE id = 2000", "(embedding)"},
      {"UPDATE portrait SET image = zeroblob(60) WHERE reference_id = 2000", "(portrait)"},
      {"DELETE FROM portrait WHERE reference_id = 2000", "(portrait)"},
      {"UPDATE list SET record = zeroblob(90) WHERE id = 'b'", "list b (record)"},
      {"UPDATE entry_list SET update_time_ns = 1 WHERE list_id = 'b'", "differs from its entry"},
      {"UPDATE entry_list SET membership_pending = 2", "differs from its entry"},
      {"PRAGMA foreign_keys = OFF; DELETE FROM entry WHERE id = 2", "reference to nothing"},
      {"PRAGMA foreign_keys = OFF; DELETE FROM entry WHERE id = 2", "1 entries, where 2 and 2"},
      {"DELETE FROM entry_list WHERE entry_id = 2; DELETE FROM portrait WHERE entry_id = 2;"
       "DELETE FROM reference WHERE entry_id = 2; DELETE FROM entry WHERE id = 2",
       "not what became of it, change: 6"},
      {"PRAGMA foreign_keys = OFF; DELETE FROM changelog WHERE seq = 3", "changelog 3"},
      {"DELETE FROM audit_event WHERE seq = 3", "audit event 3"},
      {"UPDATE audit_event SET target = 'lists/x' WHERE seq = 3", "audit event 3"},
      {"UPDATE audit_event SET actor = 'somebody' WHERE seq = 3", "audit_event or request"},
      {"UPDATE changelog SET removed = 0 WHERE seq = 7", "not what became of it, change: 7"},
      {"DELETE FROM audit_event WHERE seq = 7; DELETE FROM changelog WHERE seq = 7",
       "ends at 6, where 7 was"},
      {"UPDATE request SET time_ns = time_ns + 1 WHERE request_id = 'enrol-2'",
       "audit_event or request"},
      {"DELETE FROM request WHERE request_id = 'enrol-2'", "audit_event or request"},
      {"UPDATE request SET response = zeroblob(60) WHERE request_id = 'enrol-2'",
       "request enrol-2 (response)"},
      {"UPDATE request SET subject_entry_id = 9 WHERE request_id = 'enrol-2'",
       "response about an entry that is not there, request: enrol-2"},
      {"UPDATE meta SET model_alignment = 'x'", "names the model"},
      {"UPDATE state SET record = zeroblob(70)", "state 1 (record)"},
      {"DELETE FROM state", "state"},
      {"DELETE FROM meta", "names the key"},
      {"DROP INDEX entry_by_review", "schema"},
      {"CREATE TABLE more (x)", "schema"},
      {"PRAGMA user_version = 0", "user_version 0"},
      {"PRAGMA application_id = 1", "another program"},
  };
  for (const auto& [damage, finding] : cases) {
    EXPECT_THAT(FindingsAfter(damage), Contains(HasSubstr(finding))) << damage;
  }
}

TEST_F(DataCheck, NamesEveryFinding) {
  const auto findings = FindingsAfter(
      "UPDATE entry SET record = zeroblob(99); UPDATE list SET record = zeroblob(99)");
  for (const char* name : {"entry 0000000000001 (record)", "entry 0000000000002 (record)",
                           "list a (record)", "list b (record)"}) {
    EXPECT_THAT(findings, Contains(HasSubstr(name)));
  }
}

TEST_F(DataCheck, RefusesWhatItCannotLookAt) {
  EXPECT_THAT(CheckData(harness_.folder() / "absent.db", harness_.options().key_file),
              FailsWith(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable));
  EXPECT_FALSE(std::filesystem::exists(harness_.folder() / "absent.db"));
  ASSERT_OK(CreateKeyFile(harness_.folder() / "other-key"));
  EXPECT_THAT(CheckData(harness_.options().path, harness_.folder() / "other-key"),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kKeyInvalid));
  EXPECT_THAT(CheckData(harness_.options().path, harness_.folder() / "no-key"),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kKeyInvalid));
}

TEST_F(DataCheck, SaysThatAFileIsNoDatabase) {
  std::ofstream(harness_.options().path) << std::string(5000, 'x');
  EXPECT_EQ(Check().findings.size(), 1U);
}

}  // namespace
}  // namespace portcullis::testing
