// What the files tell someone without the key, and that damage is found and named.
#include "store/embedding_bytes.h"
#include "tests/store/sqlite/sqlite_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SqliteSealing : public SqliteTest {
 protected:
  SqliteSealing() {
    person_ = MakeEnrolment(42, {ListId{"a"}});
    person_.entry.display_name = "Genevieve Unmistakable";
    person_.entry.external_reference = "dossier 8675309";
    person_.faces[0].portrait = "pixels of a portrait";
    person_.faces[0].embedding = Embedding(ContractModel(), {0.123F, -0.456F, 0.789F});
    Mutation mutation = MakeMutation("enrol-42", person_);
    mutation.response = "enrolled Genevieve Unmistakable";
    EXPECT_OK(store().Commit(mutation));
  }

  void ExpectNoTraceOn(const std::string& disk) {
    EXPECT_THAT(disk, Not(HasSubstr("Unmistakable")));
    EXPECT_THAT(disk, Not(HasSubstr("8675309")));
    EXPECT_THAT(disk, Not(HasSubstr("pixels of a portrait")));
    const std::string embedding = EncodeEmbedding(person_.faces[0].embedding.values());
    // Two values at a time: random bytes do hold four given ones now and then.
    for (std::size_t i = 0; i + 8 <= embedding.size(); i += 4) {
      EXPECT_THAT(disk, Not(HasSubstr(embedding.substr(i, 8))));
    }
  }

  static auto IsCorrupt() {
    return FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt);
  }

  EnrollEntryChange person_;
};

TEST_F(SqliteSealing, LeavesNoPersonalDataReadableInItsFiles) {
  const std::string while_open = BytesOnDisk();
  EXPECT_THAT(while_open, HasSubstr("EnrollEntry"));  // the scan does see what is not sealed
  ExpectNoTraceOn(while_open);
  harness_.Close();
  ExpectNoTraceOn(BytesOnDisk());
}

TEST_F(SqliteSealing, LeavesNotEvenSealedDataOfADeletedEntry) {
  RawDatabase raw(harness_.options().path);
  std::vector<std::string> blobs;
  for (const char* sql : {"SELECT embedding, portrait FROM reference WHERE entry_id = 42",
                          "SELECT display_name, external_reference FROM entry WHERE id = 42",
                          "SELECT response FROM request WHERE request_id = 'enrol-42'"}) {
    for (const auto& row : raw.Rows(sql)) blobs.insert(blobs.end(), row.begin(), row.end());
  }
  ASSERT_EQ(blobs.size(), 5U);
  const std::string before = BytesOnDisk();
  for (const std::string& blob : blobs) EXPECT_THAT(before, HasSubstr(blob));

  Commit("delete-42", DeleteEntryChange{EntryId{42}, std::nullopt});

  const std::string after = BytesOnDisk();
  for (const std::string& blob : blobs) EXPECT_THAT(after, Not(HasSubstr(blob)));
  EXPECT_TRUE(raw.Rows("SELECT 1 FROM entry_list WHERE entry_id = 42").empty());
}

TEST_F(SqliteSealing, NamesTheReferenceWhoseEmbeddingIsDamaged) {
  RawDatabase(harness_.options().path).Flip("reference", "embedding", "entry_id = 42");
  const auto changes = store().ChangesAfter(Sequence{0}, 100);
  EXPECT_THAT(changes, IsCorrupt());
  EXPECT_THAT(changes, MessageHas("reference " + FormatReferenceId(ReferenceId{42000})));
}

TEST_F(SqliteSealing, NamesTheEntryWhoseNameIsDamaged) {
  RawDatabase(harness_.options().path).Flip("entry", "display_name", "id = 42");
  const auto entry = store().GetEntry(EntryId{42});
  EXPECT_THAT(entry, IsCorrupt());
  EXPECT_THAT(entry, MessageHas("entry " + FormatEntryId(EntryId{42}) + " (display_name)"));
  EXPECT_THAT(store().Entries({}), IsCorrupt());
  EXPECT_OK(store().GetEntry(EntryId{1}));
}

TEST_F(SqliteSealing, NamesTheRequestWhoseResponseIsDamaged) {
  RawDatabase(harness_.options().path).Flip("request", "response", "request_id = 'enrol-42'");
  const auto response = store().FindResponse({"enrol-42", "fingerprint of enrol-42"}, TimeAt(11));
  EXPECT_THAT(response, IsCorrupt());
  EXPECT_THAT(response, MessageHas("request enrol-42"));
}

TEST_F(SqliteSealing, NoticesThatTwoEmbeddingsWereSwapped) {
  RawDatabase(harness_.options().path)
      .Execute(
          "UPDATE reference SET embedding = (SELECT embedding FROM reference AS other "
          "WHERE other.entry_id = 1) WHERE entry_id = 42");
  EXPECT_THAT(store().ChangesAfter(Sequence{0}, 100), IsCorrupt());
}

}  // namespace
}  // namespace portcullis::testing
