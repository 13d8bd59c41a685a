// What the files tell someone without the key, and what is left after an erasure.
#include "store/embedding_bytes.h"
#include "tests/store/sqlite/sqlite_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SqliteSealing : public SqliteTest {
 protected:
  SqliteSealing() {
    person_ = MakeEntry(42, {"a"}, 2);
    person_.entry.details.display_name = "Genevieve Unmistakable";
    person_.entry.details.alias_names = {"Jenny Remarkable"};
    person_.entry.details.document_numbers = {"X5550123"};
    person_.entry.details.external_reference = "dossier 8675309";
    person_.entry.status_reason = "seen at the harbour";
    person_.added[0].portrait = "pixels of a portrait";
    person_.added[0].embedding = Embedding(ContractModel(), {0.123F, -0.456F, 0.789F});
    Mutation mutation = MakeMutation("enrol-42", person_);
    mutation.response = "enrolled Genevieve Unmistakable";
    EXPECT_OK(store().Commit(mutation));
  }

  void ExpectNoTraceOn(const std::string& disk) {
    for (const char* text : {"Unmistakable", "Remarkable", "X5550123", "8675309", "harbour",
                             "pixels of a portrait", "Act 7, section 3"}) {
      EXPECT_THAT(disk.find(text), std::string::npos) << text;
    }
    const std::string embedding = EncodeEmbedding(person_.added[0].embedding.values());
    // Two values at a time: random bytes do hold four given ones now and then.
    for (std::size_t i = 0; i + 8 <= embedding.size(); i += 4) {
      EXPECT_EQ(disk.find(embedding.substr(i, 8)), std::string::npos);
    }
  }

  /// Everything sealed about entry 42, and the tag of its external reference.
  std::vector<std::string> BlobsOfThePerson() {
    RawDatabase raw(harness_.options().path);
    std::vector<std::string> blobs;
    for (const char* sql : {"SELECT embedding FROM reference WHERE entry_id = 42",
                            "SELECT image FROM portrait WHERE entry_id = 42",
                            "SELECT record, external_reference_tag FROM entry WHERE id = 42",
                            "SELECT response FROM request WHERE subject_entry_id = 42"}) {
      for (const auto& row : raw.Rows(sql)) blobs.insert(blobs.end(), row.begin(), row.end());
    }
    return blobs;
  }

  PutEntry person_;
};

TEST_F(SqliteSealing, LeavesNoPersonalDataReadableInItsFiles) {
  const std::string while_open = BytesOnDisk();
  EXPECT_THAT(while_open, HasSubstr("PutEntry"));  // the scan does see what is not sealed
  ExpectNoTraceOn(while_open);
  harness_.Close();
  ExpectNoTraceOn(BytesOnDisk());
}

TEST_F(SqliteSealing, LeavesNotEvenSealedDataOfAnErasedEntry) {
  std::vector<std::string> blobs = BlobsOfThePerson();
  ASSERT_EQ(blobs.size(), 7U);
  // An earlier revision leaves nothing behind either.
  PutEntry changed = Replace(person_.entry, {MakeFace(42, 7)});
  changed.entry.details.display_name = "Genevieve Unmistakable the Second";
  Commit("update-42", changed);
  for (const std::string& blob : BlobsOfThePerson()) blobs.push_back(blob);
  ASSERT_EQ(blobs.size(), 7U + 10U);
  const std::string before = BytesOnDisk();
  for (const std::string& blob : blobs) EXPECT_NE(before.find(blob), std::string::npos);

  Commit("erase-42", EraseEntry{EntryId{42}, Revision{2}});

  const std::string after = BytesOnDisk();
  for (const std::string& blob : blobs) {
    EXPECT_EQ(after.find(blob), std::string::npos);
    // Nor a part of it that was left on a page of its own.
    if (blob.size() > 60) {
      EXPECT_EQ(after.find(blob.substr(blob.size() - 20)), std::string::npos);
    }
  }
  ExpectNoTraceOn(after);
  RawDatabase raw(harness_.options().path);
  EXPECT_TRUE(raw.Rows("SELECT 1 FROM entry_list WHERE entry_id = 42").empty());
  EXPECT_OK(ReadGallery());
}

TEST_F(SqliteSealing, LeavesNothingOfALargePortraitThatIsErased) {
  std::string portrait;
  for (int i = 0; portrait.size() < 300'000; ++i) portrait += fmt::format("{} pixels, ", i);
  PutEntry put = MakeEntry(43, {"a"});
  put.added[0].portrait = portrait;
  Commit("enrol-43", put);
  const std::string blob = RawDatabase(harness_.options().path)
                               .Rows("SELECT image FROM portrait WHERE entry_id = 43")[0][0];
  Commit("erase-43", EraseEntry{EntryId{43}, Revision{1}});
  const std::string after = BytesOnDisk();
  for (std::size_t i = 0; i + 32 <= blob.size(); i += 1000) {
    ASSERT_EQ(after.find(blob.substr(i, 32)), std::string::npos) << i;
  }
}

TEST_F(SqliteSealing, FinishesAnErasureThatAReaderStoodInTheWayOf) {
  const std::vector<std::string> blobs = BlobsOfThePerson();
  {
    RawDatabase reader(harness_.options().path);
    reader.Execute("BEGIN");
    EXPECT_EQ(reader.Rows("SELECT 1 FROM entry").size(), 2U);
    Commit("erase-42", EraseEntry{EntryId{42}, Revision{1}});
    reader.Execute("COMMIT");
  }
  Commit("update-1", Replace(MakeEntry(1, {"a"}).entry));
  const std::string after = BytesOnDisk();
  for (const std::string& blob : blobs) EXPECT_EQ(after.find(blob), std::string::npos);
}

}  // namespace
}  // namespace portcullis::testing
