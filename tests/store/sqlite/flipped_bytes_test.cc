// Whatever byte of a database goes bad: it is found, or it did not matter.
#include <map>
#include <random>

#include "fmt/format.h"
#include "store/sqlite/data_check.h"
#include "tests/store/sqlite/sqlite_fixture.h"

namespace portcullis::testing {
namespace {

constexpr std::size_t kHeaderBytes = 100;
constexpr std::size_t kOtherBytes = 300;

class FlippedBytes : public SqliteTest {
 protected:
  FlippedBytes() {
    Commit("create-b", MakePut(MakeList("b")));
    for (std::int64_t id = 100; id < 124; ++id) {
      PutEntry put = MakeEntry(id, {"a", "b"}, 1 + static_cast<int>(id % 3));
      put.entry.status = static_cast<EntryStatus>(1 + id % 5);
      put.entry.references[0].pending = id % 4 == 0;
      Commit("enrol-" + std::to_string(id), put);
      if (id % 6 == 0) Commit("erase-" + std::to_string(id), EraseEntry{EntryId{id}, Revision{1}});
      if (id % 6 == 1) Commit("again-" + std::to_string(id), Replace(put.entry, {MakeFace(id, 9)}));
    }
    sound_gallery_ = Gallery();
    harness_.Close();
    path_ = harness_.options().path;
    sound_ = ReadFile(path_);
    sound_dump_ = Dump();
  }

  /// What a gallery would be filled with, as text; none if reading fails.
  std::optional<std::map<EntryId, std::string>> Gallery() {
    GalleryCopy copy;
    if (!store().ReadGallery(copy).ok()) return std::nullopt;
    std::map<EntryId, std::string> gallery;
    for (const auto& [id, faces] : copy.entries) gallery[id] = Describe(faces);
    return gallery;
  }

  /// Every row of every table.
  std::vector<std::vector<std::string>> Dump() {
    RawDatabase raw(path_);
    std::vector<std::vector<std::string>> dump =
        raw.Rows("SELECT name, sql FROM sqlite_schema ORDER BY name");
    for (const char* table :
         {"meta", "list", "entry", "entry_list", "reference", "portrait", "changelog",
          "audit_event", "request", "state", "policy", "check_record"}) {
      for (auto& row : raw.Rows(fmt::format("SELECT * FROM {} ORDER BY 1, 2", table))) {
        dump.push_back(std::move(row));
      }
    }
    return dump;
  }

  void Write(const std::string& bytes) {
    for (const char* suffix : {"-wal", "-shm", "-journal"}) {
      std::filesystem::remove(path_.string() + suffix);
    }
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
  }

  void Flip(std::size_t position, unsigned char bits) {
    SCOPED_TRACE(
        fmt::format("byte {} of page {}, bits {:02x}", position % 4096, position / 4096 + 1, bits));
    std::string flipped = sound_;
    flipped[position] = static_cast<char>(flipped[position] ^ static_cast<char>(bits));
    Write(flipped);
    const auto report = CheckData(path_, harness_.options().key_file);
    const bool found = !report.ok() || !report->findings.empty();
    if (found) {
      ++found_;
    } else {
      EXPECT_EQ(Dump(), sound_dump_);
    }

    Write(flipped);
    auto opened = harness_.Open();
    if (!opened.ok()) return;
    GalleryCopy copy;
    if (!(*opened)->ReadGallery(copy).ok()) return;
    std::map<EntryId, std::string> gallery;
    for (const auto& [id, faces] : copy.entries) gallery[id] = Describe(faces);
    EXPECT_EQ(gallery, sound_gallery_);
  }

  std::filesystem::path path_;
  std::string sound_;
  std::vector<std::vector<std::string>> sound_dump_;
  std::optional<std::map<EntryId, std::string>> sound_gallery_;
  std::size_t found_ = 0;
};

TEST_F(FlippedBytes, AreFoundOrDoNotMatter) {
  ASSERT_TRUE(sound_gallery_);
  ASSERT_GT(sound_gallery_->size(), 10U);
  std::mt19937 random(20261122);
  const auto draw_bits = [&random] { return static_cast<unsigned char>(1 + random() % 255); };
  for (std::size_t position = 0; position < kHeaderBytes; ++position) Flip(position, draw_bits());
  for (std::size_t i = 0; i < kOtherBytes; ++i) Flip(random() % sound_.size(), draw_bits());
  RecordProperty("found", static_cast<int>(found_));
  EXPECT_GT(found_, kOtherBytes / 4);
}

}  // namespace
}  // namespace portcullis::testing
