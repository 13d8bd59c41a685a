// A store with some entries, and snapshots of it.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "store/ed25519_receipt_signer.h"
#include "store/sealing.h"
#include "store/snapshot/sqlite_snapshots.h"
#include "store/sqlite/sqlite_watchlist_store.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis::testing {

inline std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void WriteAll(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

class SnapshotFixture : public ::testing::Test {
 protected:
  SnapshotFixture() {
    EXPECT_OK(CreateKeyFile(key_file_));
    signer_ = std::make_unique<Ed25519ReceiptSigner>(**Sealer::FromKeyFile(key_file_));
    store_ = *SqliteWatchlistStore::Open(Options());
    snapshots_ =
        std::make_unique<SqliteSnapshots>(database_, folder_.path() / "snapshots", *signer_);
    WatchList list;
    list.id = kList;
    list.display_name = "A list";
    Commit(PutList{list, Revision{0}});
    Enrol(1);
    Enrol(2);
  }

  SqliteStoreOptions Options() const {
    return {.path = database_, .model = kFakeModel, .key_file = key_file_};
  }

  void Commit(RecordChange change, std::string action = "Test") {
    Mutation mutation{.key = std::nullopt, .actor = "alice", .time = kNow, .changes = {}};
    mutation.changes.push_back({std::move(action), std::move(change)});
    EXPECT_OK(store_->Commit(mutation));
  }

  void Enrol(std::int64_t id) {
    const ReferenceInfo info{.id = ReferenceId{id}, .quality = {}, .create_time = kNow};
    PutEntry put{.entry = {}, .added = {}, .expected = Revision{0}};
    put.entry.id = EntryId{id};
    put.entry.details.display_name = "Person " + std::to_string(id);
    put.entry.details.review_by = kNow;
    put.entry.lists = {{kList, false}};
    put.entry.references = {info};
    put.entry.status = EntryStatus::kActive;
    put.entry.create_time = kNow;
    put.entry.update_time = kNow;
    put.added = {{info, Embedding(kFakeModel, {1.0F, 2.0F}), std::string(3000, 'p')}};
    Commit(std::move(put), "ProposeEntry");
  }

  std::filesystem::path FolderOf(const Snapshot& snapshot) const {
    return folder_.path() / "snapshots" / snapshot.id;
  }

  inline static const ListId kList{"demo"};
  inline static const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

  const TemporaryFolder folder_;
  const std::filesystem::path key_file_ = folder_.path() / "sealing.key";
  const std::filesystem::path database_ = folder_.path() / "data" / "portcullis.db";
  std::unique_ptr<Ed25519ReceiptSigner> signer_;
  std::unique_ptr<SqliteWatchlistStore> store_;
  std::unique_ptr<SqliteSnapshots> snapshots_;
};

}  // namespace portcullis::testing
