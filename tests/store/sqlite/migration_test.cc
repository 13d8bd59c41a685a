// Databases of earlier releases are brought up to date, and nothing of them is lost.
#include <sys/stat.h>

#include <filesystem>

#include "fmt/format.h"
#include "store/sealing.h"
#include "store/sqlite/sqlite_watchlist_store.h"
#include "tests/contract/watchlist_store_harness.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/store/sqlite/raw_database.h"

namespace portcullis::testing {
namespace {

constexpr std::int64_t kSeven = 7'000'000'000'000'000'007;

absl::Time FixtureTime(int seconds) {
  return absl::FromUnixSeconds(1'790'000'000 + seconds) + absl::Nanoseconds(123456789);
}

/// As the program in fixtures/README.md makes it.
std::vector<float> FixtureEmbedding(int number) {
  std::vector<float> values;
  for (int i = 0; i < 128; ++i) {
    values.push_back(static_cast<float>((number * 31 + i * 7) % 97) / 97.0F - 0.5F);
  }
  return values;
}

class MigrationFromVersion1 : public ::testing::Test {
 protected:
  MigrationFromVersion1() {
    const std::filesystem::path fixtures = PORTCULLIS_FIXTURES;
    std::filesystem::copy_file(fixtures / "version_1.db", options_.path);
    std::filesystem::copy_file(fixtures / "version_1.key", options_.key_file);
    const auto owner_only =
        std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    std::filesystem::permissions(options_.path, owner_only);
    std::filesystem::permissions(options_.key_file, owner_only);
  }

  void Open() {
    store_.reset();
    auto store = SqliteWatchlistStore::Open(options_);
    ASSERT_OK(store);
    store_ = *std::move(store);
  }

  std::string Version(const std::filesystem::path& path) {
    return RawDatabase(path).Rows("PRAGMA user_version")[0][0];
  }

  Entry GetEntry(std::int64_t id) {
    auto entry = store_->GetEntry(EntryId{id});
    EXPECT_OK(entry);
    return entry.value_or(Entry{});
  }

  static void ExpectFace(const EnrolledFace& face, int number) {
    EXPECT_EQ(face.info.id, ReferenceId{500000 - number});
    EXPECT_EQ(face.info.quality.inter_eye_distance_px, 60.5F + static_cast<float>(number));
    EXPECT_EQ(face.info.quality.sharpness, 300.25F);
    EXPECT_EQ(face.info.quality.mean_luminance, 120.5F);
    EXPECT_EQ(face.info.quality.detector_confidence, 0.875F);
    EXPECT_FALSE(face.info.pending);
    EXPECT_EQ(face.portrait, fmt::format("fake portrait {}", number));
    EXPECT_THAT(face.embedding.values(), ::testing::ElementsAreArray(FixtureEmbedding(number)));
  }

  TemporaryFolder folder_;
  SqliteStoreOptions options_{.path = folder_.path() / "watchlist.db",
                              .model = {"fake-model", std::string(64, 'f'), "fake-alignment"},
                              .key_file = folder_.path() / "key",
                              .busy_timeout = absl::Milliseconds(100)};
  const std::filesystem::path backup_ = folder_.path() / "watchlist.db.before-schema-2";
  std::unique_ptr<SqliteWatchlistStore> store_;
};

TEST_F(MigrationFromVersion1, KeepsTheLists) {
  Open();
  const auto lists = store_->Lists("", 10);
  ASSERT_OK(lists);
  WatchList stop;
  stop.id = ListId{"stop"};
  stop.display_name = "Stop and detain";
  stop.owner = "Border Force";
  stop.purpose = "wanted for arrest";
  stop.legal_basis = "Act 7, section 3";
  stop.create_time = FixtureTime(1);
  stop.update_time = FixtureTime(1);
  WatchList inform;
  inform.id = ListId{"inform"};
  inform.display_name = "Inform only";
  inform.owner = "Customs";
  inform.legal_basis = "Act 9";
  inform.create_time = FixtureTime(2);
  inform.update_time = FixtureTime(2);
  EXPECT_THAT(*lists, ElementsAre(inform, stop));
}

TEST_F(MigrationFromVersion1, MakesTheEntriesActive) {
  Open();
  const Entry eleven = GetEntry(11);
  EXPECT_EQ(eleven.status, EntryStatus::kActive);
  EXPECT_EQ(eleven.details.display_name, "Fake Person Eleven");
  EXPECT_EQ(eleven.details.external_reference, "case-11");
  EXPECT_EQ(eleven.create_time, FixtureTime(12));
  EXPECT_EQ(eleven.update_time, FixtureTime(12));
  EXPECT_EQ(eleven.details.review_by, FixtureTime(12) + absl::Hours(24 * 365));
  EXPECT_FALSE(eleven.details.valid_from);
  EXPECT_FALSE(eleven.details.valid_until);
  EXPECT_EQ(eleven.required_approvals, 1);
  EXPECT_EQ(eleven.proposal, Proposal{});
  EXPECT_EQ(eleven.revision, Revision{1});
  EXPECT_THAT(eleven.lists, ElementsAre(Membership{ListId{"stop"}, false}));
  EXPECT_THAT(GetEntry(kSeven).lists,
              ElementsAre(Membership{ListId{"inform"}, false}, Membership{ListId{"stop"}, false}));
  EXPECT_EQ(GetEntry(33).details.display_name, "Fake Person Thirty-Three");
  EXPECT_THAT(store_->GetEntry(EntryId{99}), IsEntryNotFound());
  const auto by_reference = store_->Entries({.external_reference = "case-33"});
  ASSERT_OK(by_reference);
  EXPECT_THAT(*by_reference, ElementsAre(GetEntry(33)));
}

TEST_F(MigrationFromVersion1, KeepsTheFacesInTheirOrder) {
  Open();
  const auto eleven = store_->Faces(EntryId{11});
  ASSERT_OK(eleven);
  ASSERT_EQ(eleven->size(), 2U);
  ExpectFace(eleven->at(0), 110);
  ExpectFace(eleven->at(1), 111);
  const auto seven = store_->Faces(EntryId{kSeven});
  ASSERT_OK(seven);
  ASSERT_EQ(seven->size(), 2U);
  ExpectFace(seven->at(0), 70);
  ExpectFace(seven->at(1), 71);
  const auto thirty_three = store_->Faces(EntryId{33});
  ASSERT_OK(thirty_three);
  ASSERT_EQ(thirty_three->size(), 1U);
  ExpectFace(thirty_three->at(0), 330);
}

TEST_F(MigrationFromVersion1, KeepsTheJournal) {
  Open();
  const auto events = store_->EventsAfter(Sequence{0}, 100);
  ASSERT_OK(events);
  ASSERT_EQ(events->size(), 7U);
  EXPECT_EQ(events->at(0).action, "CreateList");
  EXPECT_EQ(events->at(6).action, "DeleteEntry");
  EXPECT_EQ(events->at(6).time, FixtureTime(7));
  const auto changes = store_->ChangesAfter(Sequence{0}, 100);
  ASSERT_OK(changes);
  EXPECT_EQ(changes->size(), 7U);
  const auto traces = store_->TracesOf(EntryId{99});
  ASSERT_OK(traces);
  EXPECT_FALSE(traces->any);
  ASSERT_TRUE(traces->erasure);
  EXPECT_EQ(traces->erasure->request_id, "delete-99");
  const auto response =
      store_->FindResponse({"enrol-11", "fingerprint of enrol-11"}, FixtureTime(20));
  ASSERT_OK(response);
  EXPECT_EQ(*response, "entry Fake Person Eleven");
  EXPECT_THAT(store_->FindResponse({"enrol-99", "fingerprint of enrol-99"}, FixtureTime(20)),
              IsEntryNotFound());
}

TEST_F(MigrationFromVersion1, GivesTheGalleryEverything) {
  Open();
  GalleryCopy gallery;
  const auto sequence = store_->ReadGallery(gallery);
  ASSERT_OK(sequence);
  EXPECT_EQ(*sequence, Sequence{7});
  EXPECT_EQ(gallery.lists.size(), 2U);
  ASSERT_EQ(gallery.entries.size(), 3U);
  for (const auto& [id, faces] : gallery.entries) {
    EXPECT_TRUE(faces.searchable);
    EXPECT_FALSE(faces.dormant);
  }
}

TEST_F(MigrationFromVersion1, GoesOnWithTheNextChange) {
  Open();
  ASSERT_OK(store_->Commit(MakeMutation("update-11", Replace(GetEntry(11)))));
  ASSERT_OK(store_->Commit(MakeMutation("create", MakePut(MakeList("new")))));
  Open();
  EXPECT_EQ(GetEntry(11).revision, Revision{2});
  GalleryCopy gallery;
  const auto sequence = store_->ReadGallery(gallery);
  ASSERT_OK(sequence);
  EXPECT_EQ(*sequence, Sequence{9});
}

TEST_F(MigrationFromVersion1, LeavesNothingOfTheOldTables) {
  Open();
  RawDatabase raw(options_.path);
  EXPECT_TRUE(
      raw.Rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '%1'").empty());
  EXPECT_TRUE(raw.Rows("PRAGMA foreign_key_check").empty());
  EXPECT_EQ(raw.Rows("PRAGMA integrity_check")[0][0], "ok");
  EXPECT_EQ(Version(options_.path), "3");
}

TEST_F(MigrationFromVersion1, KeepsACopyOfTheDatabaseForItsOwner) {
  Open();
  struct stat attributes {};
  ASSERT_EQ(::stat(backup_.c_str(), &attributes), 0);
  EXPECT_EQ(attributes.st_mode & 0777U, 0600U);
  EXPECT_EQ(Version(backup_), "1");
  EXPECT_EQ(RawDatabase(backup_).Rows("SELECT id FROM entry").size(), 3U);
  Open();
  EXPECT_TRUE(std::filesystem::exists(backup_));
  EXPECT_FALSE(std::filesystem::exists(backup_.string() + ".unfinished"));

  // The copy is a database like the one it was made of.
  store_.reset();
  std::filesystem::rename(backup_, options_.path);
  Open();
  EXPECT_EQ(GetEntry(11).details.display_name, "Fake Person Eleven");
}

TEST_F(MigrationFromVersion1, RemovesTheCopyWhenAnEntryInItIsErased) {
  Open();
  ASSERT_OK(store_->Commit(MakeMutation("enrol", MakeEntry(77, {"stop"}, 1, options_.model))));
  ASSERT_OK(store_->Commit(MakeMutation("erase-77", EraseEntry{EntryId{77}, Revision{1}})));
  EXPECT_TRUE(std::filesystem::exists(backup_));
  ASSERT_OK(store_->Commit(MakeMutation("erase-11", EraseEntry{EntryId{11}, Revision{1}})));
  EXPECT_FALSE(std::filesystem::exists(backup_));
}

TEST_F(MigrationFromVersion1, RemovesTheCopyAtTheNextStartWhenAnErasureWasCutShort) {
  Open();
  std::filesystem::copy_file(backup_, folder_.path() / "kept");
  ASSERT_OK(store_->Commit(MakeMutation("erase-11", EraseEntry{EntryId{11}, Revision{1}})));
  store_.reset();
  std::filesystem::rename(folder_.path() / "kept", backup_);
  Open();
  EXPECT_FALSE(std::filesystem::exists(backup_));
}

TEST_F(MigrationFromVersion1, LeavesTheDatabaseUsableWhenItFails) {
  RawDatabase(options_.path).Flip("entry", "display_name", "id = 33");
  const auto store = SqliteWatchlistStore::Open(options_);
  EXPECT_THAT(store, FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
  EXPECT_THAT(store, MessageHas("entry " + FormatEntryId(EntryId{33}) + " (display_name)"));
  for (const std::filesystem::path& path : {options_.path, backup_}) {
    EXPECT_EQ(Version(path), "1");
    EXPECT_EQ(RawDatabase(path).Rows("SELECT display_name FROM entry").size(), 3U);
    EXPECT_EQ(RawDatabase(path).Rows("SELECT embedding FROM reference").size(), 5U);
  }
  RawDatabase(options_.path).Flip("entry", "display_name", "id = 33");  // back again
  Open();
  EXPECT_EQ(GetEntry(33).details.display_name, "Fake Person Thirty-Three");
}

TEST_F(MigrationFromVersion1, ChangesNothingForAnotherKey) {
  std::filesystem::remove(options_.key_file);
  ASSERT_OK(CreateKeyFile(options_.key_file));
  EXPECT_THAT(SqliteWatchlistStore::Open(options_),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kKeyInvalid));
  EXPECT_EQ(Version(options_.path), "1");
  EXPECT_FALSE(std::filesystem::exists(backup_));
}

}  // namespace
}  // namespace portcullis::testing
