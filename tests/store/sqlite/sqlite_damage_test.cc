// Damage is found where it is read, and named; nothing vanishes unnoticed.
#include "fmt/format.h"
#include "tests/store/sqlite/sqlite_fixture.h"

namespace portcullis::testing {
namespace {

class SqliteDamage : public SqliteTest {
 protected:
  SqliteDamage() {
    Commit("enrol-42", MakeEntry(42, {"a"}, 2));
    Commit("create-b", MakePut(MakeList("b")));
  }

  void Damage(const std::string& sql) { RawDatabase(harness_.options().path).Execute(sql); }
  void Flip(const std::string& table, const std::string& column, const std::string& where) {
    RawDatabase(harness_.options().path).Flip(table, column, where);
  }

  static auto IsCorrupt() {
    return FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt);
  }
  static std::string Entry42() { return "entry " + FormatEntryId(EntryId{42}); }
};

TEST_F(SqliteDamage, NamesTheReferenceWhoseEmbeddingIsDamaged) {
  Flip("reference", "embedding", "id = 42000");
  const std::string name = "reference " + FormatReferenceId(ReferenceId{42000});
  const auto changes = store().ChangesAfter(Sequence{0}, 100);
  EXPECT_THAT(changes, IsCorrupt());
  EXPECT_THAT(changes, MessageHas(name));
  const auto gallery = ReadGallery();
  EXPECT_THAT(gallery, IsCorrupt());
  EXPECT_THAT(gallery, MessageHas(name));
  EXPECT_THAT(store().Faces(EntryId{42}), IsCorrupt());
}

TEST_F(SqliteDamage, NamesTheReferenceWhosePortraitIsDamaged) {
  Flip("portrait", "image", "reference_id = 42000");
  EXPECT_THAT(store().Faces(EntryId{42}), MessageHas("(portrait)"));
  EXPECT_OK(ReadGallery());
}

TEST_F(SqliteDamage, NamesTheEntryWhoseRecordIsDamaged) {
  Flip("entry", "record", "id = 42");
  for (const absl::Status& status :
       {store().GetEntry(EntryId{42}).status(), store().Entries({}).status(),
        store().ChangesAfter(Sequence{0}, 100).status(), ReadGallery().status(),
        store().Commit(MakeMutation("erase", EraseEntry{EntryId{42}, Revision{1}})).status()}) {
    EXPECT_THAT(status, IsCorrupt());
    EXPECT_THAT(status, MessageHas(Entry42()));
  }
  EXPECT_OK(store().GetEntry(EntryId{1}));
}

TEST_F(SqliteDamage, NamesTheEntryWhoseColumnsDifferFromItsRecord) {
  for (const char* change :
       {"status = 5", "status = 258", "pending = 1", "pending = 2", "revision = 2",
        "create_time_ns = create_time_ns + 1", "update_time_ns = 0", "review_by_ns = 0",
        "next_act_ns = 1", "external_reference_tag = NULL", "external_reference_tag = x''",
        "external_reference_tag = x'00'"}) {
    SqliteHarness harness;
    ASSERT_OK(harness.store().Commit(MakeMutation("create", MakePut(MakeList("a")))));
    ASSERT_OK(harness.store().Commit(MakeMutation("enrol", MakeEntry(42, {"a"}))));
    RawDatabase(harness.options().path).Execute(fmt::format("UPDATE entry SET {}", change));
    const auto entry = harness.store().GetEntry(EntryId{42});
    EXPECT_THAT(entry, IsCorrupt()) << change;
    EXPECT_THAT(entry, MessageHas(Entry42())) << change;
    GalleryCopy copy;
    EXPECT_THAT(harness.store().ReadGallery(copy), IsCorrupt()) << change;
  }
}

TEST_F(SqliteDamage, NamesTheEntryWhoseListsOrReferencesDifferFromItsRecord) {
  for (const char* damage :
       {"DELETE FROM entry_list", "UPDATE entry_list SET membership_pending = 1",
        "UPDATE entry_list SET list_id = 'b'", "PRAGMA foreign_keys = OFF; DELETE FROM reference",
        "UPDATE reference SET id = 7",
        "INSERT INTO reference (entry_id, id, embedding) VALUES (42, 7, x'00')"}) {
    SqliteHarness harness;
    ASSERT_OK(harness.store().Commit(MakeMutation("create", MakePut(MakeList("a")))));
    ASSERT_OK(harness.store().Commit(MakeMutation("create-b", MakePut(MakeList("b")))));
    ASSERT_OK(harness.store().Commit(MakeMutation("enrol", MakeEntry(42, {"a"}))));
    RawDatabase(harness.options().path).Execute(damage);
    EXPECT_THAT(harness.store().GetEntry(EntryId{42}), MessageHas(Entry42())) << damage;
    GalleryCopy copy;
    const auto gallery = harness.store().ReadGallery(copy);
    EXPECT_THAT(gallery, IsCorrupt()) << damage;
    EXPECT_THAT(gallery, MessageHas(Entry42())) << damage;
  }
}

TEST_F(SqliteDamage, NamesTheListWhoseRecordIsDamaged) {
  Flip("list", "record", "id = 'b'");
  for (const absl::Status& status : {store().GetList(ListId{"b"}).status(),
                                     store().Lists("", 10).status(), ReadGallery().status()}) {
    EXPECT_THAT(status, IsCorrupt());
    EXPECT_THAT(status, MessageHas("list b"));
  }
}

TEST_F(SqliteDamage, NamesTheRequestWhoseResponseIsDamaged) {
  Flip("request", "response", "request_id = 'enrol-42'");
  const auto response = store().FindResponse(MakeKey("enrol-42"), TimeAt(11));
  EXPECT_THAT(response, IsCorrupt());
  EXPECT_THAT(response, MessageHas("request enrol-42"));
}

TEST_F(SqliteDamage, NoticesThatTwoEmbeddingsWereSwapped) {
  Damage(
      "UPDATE reference SET embedding = (SELECT embedding FROM reference AS other "
      "WHERE other.entry_id = 1) WHERE id = 42000");
  EXPECT_THAT(store().ChangesAfter(Sequence{0}, 100), IsCorrupt());
  EXPECT_THAT(ReadGallery(), IsCorrupt());
}

TEST_F(SqliteDamage, NoticesAnEntryThatHasVanished) {
  Damage(
      "DELETE FROM reference WHERE entry_id = 42; DELETE FROM entry_list WHERE entry_id = 42; "
      "DELETE FROM entry WHERE id = 42");
  const auto gallery = ReadGallery();
  EXPECT_THAT(gallery, IsCorrupt());
  EXPECT_THAT(gallery, MessageHas("1 entries, where 2 and 2 were"));
  const auto changes = store().ChangesAfter(Sequence{0}, 100);
  EXPECT_THAT(changes, IsCorrupt());
  EXPECT_THAT(changes, MessageHas("entries/" + FormatEntryId(EntryId{42})));
}

TEST_F(SqliteDamage, NoticesRowsThatHaveLostTheirEntry) {
  Damage("PRAGMA foreign_keys = OFF; DELETE FROM entry WHERE id = 42");
  EXPECT_THAT(ReadGallery(), MessageHas(Entry42()));
}

TEST_F(SqliteDamage, NoticesAListThatHasVanished) {
  Damage("DELETE FROM list WHERE id = 'b'");
  EXPECT_THAT(ReadGallery(), IsCorrupt());
  EXPECT_THAT(store().ChangesAfter(Sequence{0}, 100), MessageHas("lists/b"));
}

TEST_F(SqliteDamage, NoticesAnOlderRevisionPutBack) {
  RawDatabase raw(harness_.options().path);
  raw.Execute("CREATE TABLE old AS SELECT * FROM entry WHERE id = 42");
  Entry entry = MakeEntry(42, {"a"}, 2).entry;
  entry.status = EntryStatus::kRetired;
  Commit("retire-42", Replace(entry));
  EXPECT_OK(ReadGallery());
  raw.Execute(
      "PRAGMA foreign_keys = OFF; DELETE FROM entry WHERE id = 42; "
      "INSERT INTO entry SELECT * FROM old");
  EXPECT_OK(store().GetEntry(EntryId{42}));  // by itself it is all right
  EXPECT_THAT(ReadGallery(), IsCorrupt());
}

TEST_F(SqliteDamage, NoticesThatTheStateIsDamagedOrGone) {
  Flip("state", "record", "id = 1");
  EXPECT_THAT(ReadGallery(), MessageHas("state"));
  EXPECT_THAT(store().Commit(MakeMutation("create-c", MakePut(MakeList("c")))), IsCorrupt());
  Damage("DELETE FROM state");
  EXPECT_THAT(ReadGallery(), MessageHas("state"));
  harness_.Close();
  EXPECT_THAT(harness_.Open(), IsCorrupt());
}

TEST_F(SqliteDamage, NoticesAMissingChange) {
  Damage("PRAGMA foreign_keys = OFF; DELETE FROM changelog WHERE seq = 2");
  const auto changes = store().ChangesAfter(Sequence{0}, 100);
  EXPECT_THAT(changes, IsCorrupt());
  EXPECT_THAT(changes, MessageHas("changelog 2"));
}

TEST_F(SqliteDamage, NoticesThatTheLastChangeIsMissing) {
  Damage("PRAGMA foreign_keys = OFF; DELETE FROM changelog WHERE seq = 4");
  EXPECT_THAT(ReadGallery(), MessageHas("changelog 4"));
  EXPECT_THAT(store().Commit(MakeMutation("create-c", MakePut(MakeList("c")))), IsCorrupt());
}

TEST_F(SqliteDamage, NoticesAMissingEvent) {
  Damage("DELETE FROM audit_event WHERE seq = 2");
  EXPECT_THAT(store().EventsAfter(Sequence{0}, 100), MessageHas("audit event 2"));
}

}  // namespace
}  // namespace portcullis::testing
