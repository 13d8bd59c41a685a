// What a disk may do to the store: lose power in the middle of anything, fill up, become read-only.
#include "tests/fakes/faulty_disk.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "border/watchlist/entry_lifecycle.h"
#include "store/sealing.h"
#include "store/sqlite/sqlite_watchlist_store.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::FaultyDisk;
using testing::kFakeModel;

const ListId kList{"demo"};
const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

/// What was acknowledged, and the one change that may or may not have happened.
class Ledger {
 public:
  using State = std::optional<Entry>;  // none: erased, or never there

  void Begin(EntryId id, State after) { doubt_ = {id, std::move(after)}; }
  void Acknowledge() {
    entries_[doubt_->first] = doubt_->second;
    doubt_.reset();
  }

  /// Compares with the store and takes what it finds of the doubtful change for true.
  void Check(const WatchlistStore& store) {
    for (const auto& [id, known] : entries_) {
      if (doubt_ && doubt_->first == id) continue;
      EXPECT_EQ(Read(store, id), known) << FormatEntryId(id);
    }
    if (!doubt_) return;
    const auto& [id, after] = *doubt_;
    const State found = Read(store, id);
    const auto before = entries_.find(id);
    const State known = before == entries_.end() ? State() : before->second;
    EXPECT_TRUE(found == known || found == after) << FormatEntryId(id);
    entries_[id] = found;
    doubt_.reset();
  }

  std::vector<Entry> Alive() const {
    std::vector<Entry> alive;
    for (const auto& [id, entry] : entries_) {
      if (entry) alive.push_back(*entry);
    }
    return alive;
  }

 private:
  static State Read(const WatchlistStore& store, EntryId id) {
    auto entry = store.GetEntry(id);
    if (absl::IsNotFound(entry.status())) return std::nullopt;
    EXPECT_OK(entry);
    return entry.ok() ? State(*std::move(entry)) : std::nullopt;
  }

  std::map<EntryId, State> entries_;
  std::optional<std::pair<EntryId, State>> doubt_;
};

class FaultyDiskTest : public ::testing::Test {
 protected:
  FaultyDiskTest() { EXPECT_OK(CreateKeyFile(folder_.path() / "sealing.key")); }

  absl::Status Open() {
    auto store = SqliteWatchlistStore::Open({.path = folder_.path() / "test.db",
                                             .model = kFakeModel,
                                             .key_file = folder_.path() / "sealing.key"});
    if (store.ok()) store_ = *std::move(store);
    return store.status();
  }

  absl::Status Commit(RecordChange change) {
    Mutation mutation{.key = RequestKey{"request-" + std::to_string(++requests_), "body"},
                      .actor = "alice",
                      .time = kNow,
                      .changes = {}};
    mutation.changes.push_back({"Test", std::move(change)});
    return store_->Commit(mutation).status();
  }

  absl::Status CreateList() {
    WatchList list;
    list.id = kList;
    list.display_name = "A list";
    list.create_time = kNow;
    list.update_time = kNow;
    return Commit(PutList{list, Revision{0}});
  }

  PutEntry NewEntry(std::int64_t id) {
    PutEntry put{.entry = {}, .added = {}, .expected = Revision{0}};
    put.entry.id = EntryId{id};
    put.entry.details.display_name = "Person " + std::to_string(id);
    put.entry.details.review_by = kNow;
    put.entry.lists = {{kList, false}};
    put.entry.status = EntryStatus::kActive;
    put.entry.create_time = kNow;
    put.entry.update_time = kNow;
    const ReferenceInfo info{.id = ReferenceId{id}, .quality = {}, .create_time = kNow};
    put.entry.references = {info};
    put.added = {{info, Embedding(kFakeModel, {1.0F, 2.0F}),
                  std::string(static_cast<std::size_t>(dice_() % 9000), 'p')}};
    return put;
  }

  /// Enrols, renames and erases until the disk fails or `steps` are done.
  void Work(Ledger& ledger, int steps) {
    for (int step = 0; step < steps; ++step) {
      const std::vector<Entry> alive = ledger.Alive();
      absl::Status status;
      if (alive.size() < 3 || dice_() % 3 == 0) {
        PutEntry put = NewEntry(++last_id_);
        ledger.Begin(put.entry.id, put.entry);
        status = Commit(std::move(put));
      } else if (dice_() % 2 == 0) {
        const Entry& chosen = alive[dice_() % alive.size()];
        const auto renamed = Update(chosen, {"bob", kNow}, {.display_name = "Renamed"});
        ledger.Begin(chosen.id, *renamed);
        status = Commit(PutEntry{*renamed, {}, chosen.revision});
      } else {
        const Entry& chosen = alive[dice_() % alive.size()];
        ledger.Begin(chosen.id, std::nullopt);
        status = Commit(EraseEntry{chosen.id, chosen.revision});
      }
      if (!status.ok()) return;
      ledger.Acknowledge();
    }
  }

  void CheckLog() {
    const auto events = store_->EventsAfter(Sequence{0}, 1'000'000);
    ASSERT_OK(events);
    for (std::size_t i = 0; i < events->size(); ++i) {
      EXPECT_EQ((*events)[i].sequence.value, i + 1);
    }
  }

  /// The power goes and comes back.
  void Blackout() {
    store_.reset();
    // Shared memory between processes; it does not outlive them.
    std::filesystem::remove(folder_.path() / "test.db-shm");
    disk_.RestorePower(dice_());
    sectors_lost_ += disk_.sectors_lost();
  }

  const testing::TemporaryFolder folder_;
  FaultyDisk disk_;
  std::mt19937_64 dice_{1};
  std::unique_ptr<SqliteWatchlistStore> store_;
  std::int64_t last_id_ = 0;
  int requests_ = 0;
  std::size_t sectors_lost_ = 0;
};

TEST_F(FaultyDiskTest, WhatWasAcknowledgedSurvivesThatThePowerGoesInTheMiddleOfAnything) {
  constexpr int kBlackouts = 300;
  ASSERT_OK(Open());
  ASSERT_OK(CreateList());
  Ledger ledger;
  for (int blackout = 0; blackout < kBlackouts; ++blackout) {
    SCOPED_TRACE(blackout);
    disk_.LosePowerAfter(dice_() % 120);
    Work(ledger, 100);
    ASSERT_FALSE(disk_.has_power());
    Blackout();
    // It may go again while the store opens.
    if (dice_() % 4 == 0) {
      disk_.LosePowerAfter(dice_() % 10);
      static_cast<void>(Open());
      Blackout();
    }
    ASSERT_OK(Open());
    ledger.Check(*store_);
    CheckLog();
    ASSERT_FALSE(HasFailure());
  }
  // Otherwise nothing was tested.
  EXPECT_GT(sectors_lost_, static_cast<std::size_t>(kBlackouts));
  RecordProperty("sectors_lost", static_cast<int>(sectors_lost_));
}

TEST_F(FaultyDiskTest, ThePowerMayGoWhileTheDatabaseIsMade) {
  for (std::size_t operations = 0; operations < 60; ++operations) {
    SCOPED_TRACE(operations);
    for (const char* name : {"test.db", "test.db-wal"}) {
      std::filesystem::remove(folder_.path() / name);
    }
    disk_.LosePowerAfter(operations);
    static_cast<void>(Open());
    Blackout();
    ASSERT_OK(Open());
    ASSERT_OK(CreateList());
    store_.reset();
  }
}

class DiskFaultTest : public FaultyDiskTest,
                      public ::testing::WithParamInterface<FaultyDisk::Fault> {};

TEST_P(DiskFaultTest, WritesAreRefusedReadsGoOnAndItRecoversWithoutBeingOpenedAgain) {
  ASSERT_OK(Open());
  ASSERT_OK(CreateList());
  Ledger ledger;
  Work(ledger, 10);
  const auto code = GetParam() == FaultyDisk::Fault::kFull ? absl::StatusCode::kResourceExhausted
                                                           : absl::StatusCode::kUnavailable;
  for (int times = 0; times < 3; ++times) {
    disk_.Set(GetParam());
    EXPECT_THAT(Commit(NewEntry(1000 + times)), FailsWith(code, ErrorReason::kStoreUnavailable));
    ledger.Check(*store_);
    disk_.Set(FaultyDisk::Fault::kNone);
    Work(ledger, 10);
    ledger.Check(*store_);
    CheckLog();
    ASSERT_FALSE(HasFailure());
  }
}

INSTANTIATE_TEST_SUITE_P(, DiskFaultTest,
                         ::testing::Values(FaultyDisk::Fault::kFull, FaultyDisk::Fault::kReadOnly),
                         [](const auto& fault) {
                           return fault.param == FaultyDisk::Fault::kFull ? "Full" : "ReadOnly";
                         });

}  // namespace
}  // namespace portcullis
