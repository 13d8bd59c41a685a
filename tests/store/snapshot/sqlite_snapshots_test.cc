#include "store/snapshot/sqlite_snapshots.h"

#include <atomic>
#include <random>
#include <thread>

#include "tests/store/snapshot/snapshot_fixture.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ReadAll;
using ::testing::SizeIs;
using testing::WriteAll;

using SqliteSnapshotsTest = testing::SnapshotFixture;

TEST_F(SqliteSnapshotsTest, ASnapshotIsSoundAndSaysWhatIsInIt) {
  const auto snapshot = snapshots_->Create(kNow);
  ASSERT_OK(snapshot);
  EXPECT_EQ(snapshot->id, "20270115-080000-seq3");
  EXPECT_EQ(snapshot->sequence, Sequence{3});
  EXPECT_EQ(snapshot->entries, 2U);
  EXPECT_EQ(snapshot->references, 2U);
  const auto verified = snapshots_->Verify(snapshot->id);
  ASSERT_OK(verified);
  EXPECT_THAT(verified->findings, IsEmpty());
  EXPECT_EQ(verified->snapshot.bytes, fs::file_size(FolderOf(*snapshot) / "portcullis.db"));
}

TEST_F(SqliteSnapshotsTest, ListsSnapshotsNewestFirst) {
  EXPECT_THAT(*snapshots_->List(), IsEmpty());
  ASSERT_OK(snapshots_->Create(kNow));
  ASSERT_OK(snapshots_->Create(kNow + absl::Seconds(1)));
  fs::create_directories(folder_.path() / "snapshots" / ".partial-1");
  const auto list = snapshots_->List();
  ASSERT_OK(list);
  ASSERT_THAT(*list, SizeIs(2));
  EXPECT_EQ((*list)[0].create_time, kNow + absl::Seconds(1));
  EXPECT_THAT(snapshots_->Verify("nosuch"),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kSnapshotNotFound));
  EXPECT_THAT(snapshots_->Verify("../data"),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kSnapshotNotFound));
}

TEST_F(SqliteSnapshotsTest, EveryFlippedByteIsFound) {
  const auto snapshot = snapshots_->Create(kNow);
  ASSERT_OK(snapshot);
  std::mt19937_64 dice(1);
  for (const char* name : {"manifest.json", "manifest.sig", "portcullis.db"}) {
    const fs::path path = FolderOf(*snapshot) / name;
    const std::string sound = ReadAll(path);
    // All of the small files, a sample of the database.
    const std::size_t step = sound.size() < 2000 ? 1 : sound.size() / 200;
    for (std::size_t at = 0; at < sound.size(); at += step) {
      std::string flipped = sound;
      flipped[at] = static_cast<char>(flipped[at] ^ (1U << (dice() % 8)));
      WriteAll(path, flipped);
      EXPECT_THAT(snapshots_->Verify(snapshot->id)->findings, Not(IsEmpty())) << name << " " << at;
    }
    WriteAll(path, sound);
  }
  EXPECT_THAT(snapshots_->Verify(snapshot->id)->findings, IsEmpty());
}

TEST_F(SqliteSnapshotsTest, MissingShortenedAndForeignFilesAreNamed) {
  const auto snapshot = snapshots_->Create(kNow);
  ASSERT_OK(snapshot);
  const fs::path folder = FolderOf(*snapshot);
  const auto findings = [&] { return snapshots_->Verify(snapshot->id)->findings; };
  WriteAll(folder / "extra", "x");
  EXPECT_THAT(findings(), ElementsAre("extra does not belong here"));
  fs::remove(folder / "extra");
  const std::string database = ReadAll(folder / "portcullis.db");
  WriteAll(folder / "portcullis.db", database.substr(1));
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("was written with")));
  fs::remove(folder / "portcullis.db");
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("there is no file")));
  fs::remove(folder / "manifest.json");
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("cannot read")));
}

TEST_F(SqliteSnapshotsTest, IsOneMomentWhileCommitsGoOn) {
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (std::int64_t id = 100; !stop; ++id) Enrol(id);
  });
  std::vector<Snapshot> made;
  for (int i = 0; i < 5; ++i) {
    const auto snapshot = snapshots_->Create(kNow + absl::Seconds(i));
    EXPECT_OK(snapshot);
    if (snapshot.ok()) made.push_back(*snapshot);
  }
  stop = true;
  writer.join();
  for (const Snapshot& snapshot : made) {
    // One list, and an entry for each change after it.
    EXPECT_EQ(snapshot.entries + 1, snapshot.sequence.value);
    EXPECT_THAT(snapshots_->Verify(snapshot.id)->findings, IsEmpty());
  }
}

TEST_F(SqliteSnapshotsTest, ASnapshotThatCannotBeWrittenLeavesNothing) {
  WriteAll(folder_.path() / "snapshots", "a file where the folder should be");
  EXPECT_FALSE(snapshots_->Create(kNow).ok());
  fs::remove(folder_.path() / "snapshots");
  ASSERT_OK(snapshots_->Create(kNow));
}

}  // namespace
}  // namespace portcullis
