// What the contract of WatchlistStore needs to run on a store.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "border/watchlist/store.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/contract/gallery_copy.h"
#include "tests/contract/watchlist_store_records.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

inline auto IsListNotFound() {
  return FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound);
}
inline auto IsEntryNotFound() {
  return FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound);
}
inline auto IsConflict() {
  return FailsWith(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict);
}

/// A store, empty at first, for embeddings of ContractModel().
class WatchlistStoreHarness {
 public:
  virtual ~WatchlistStoreHarness() = default;
  virtual WatchlistStore& store() = 0;
  /// Closes the store and opens it again, where it has something to close.
  virtual void Reopen() = 0;
};

struct WatchlistStoreKind {
  std::string name;
  std::function<std::unique_ptr<WatchlistStoreHarness>()> create;
  bool reopens = false;  // after every change, so that nothing hides in memory
};

class WatchlistStoreContract : public ::testing::TestWithParam<WatchlistStoreKind> {
 protected:
  WatchlistStoreContract() : harness_(GetParam().create()) {}

  WatchlistStore& store() { return harness_->store(); }

  void Commit(const Mutation& mutation) {
    ASSERT_OK(store().Commit(mutation));
    if (GetParam().reopens) harness_->Reopen();
  }
  void Commit(const std::string& request_id, const RecordChange& change) {
    Commit(MakeMutation(request_id, change));
  }

  /// List a and b; entry 1 with two faces on a, entry 2 on a and b. Four changes.
  void Fill() {
    Commit("create-a", MakePut(MakeList("a")));
    Commit("create-b", MakePut(MakeList("b")));
    Commit("enrol-1", MakeEntry(1, {"a"}, 2));
    Commit("enrol-2", MakeEntry(2, {"a", "b"}));
  }

  std::vector<GalleryChange> AllChanges() {
    auto changes = store().ChangesAfter(Sequence{0}, 10000);
    EXPECT_OK(changes);
    return changes.value_or(std::vector<GalleryChange>{});
  }

  std::vector<AuditEvent> AllEvents() {
    auto events = store().EventsAfter(Sequence{0}, 10000);
    EXPECT_OK(events);
    return events.value_or(std::vector<AuditEvent>{});
  }

  GalleryCopy ReadGallery() {
    GalleryCopy copy;
    const auto sequence = store().ReadGallery(copy);
    EXPECT_OK(sequence);
    EXPECT_EQ(sequence.value_or(Sequence{0}), Sequence{AllChanges().size()});
    return copy;
  }

  Entry GetEntry(std::int64_t id) {
    auto entry = store().GetEntry(EntryId{id});
    EXPECT_OK(entry);
    return entry.value_or(Entry{});
  }

  /// Commits `mutation`, which fails, and checks that it has left nothing behind.
  absl::Status CommitInVain(const Mutation& mutation) {
    const std::size_t changes_before = AllChanges().size();
    const std::size_t events_before = AllEvents().size();
    const absl::Status status = store().Commit(mutation).status();
    if (GetParam().reopens) harness_->Reopen();
    EXPECT_EQ(AllChanges().size(), changes_before);
    EXPECT_EQ(AllEvents().size(), events_before);
    return status;
  }

  std::vector<std::int64_t> EntryIds(const EntryQuery& query) {
    std::vector<std::int64_t> ids;
    auto entries = store().Entries(query);
    EXPECT_OK(entries);
    for (const Entry& entry : entries.value_or(std::vector<Entry>{})) {
      ids.push_back(entry.id.value);
    }
    return ids;
  }

  std::vector<std::string> ListIds(const std::string& after, std::size_t limit) {
    std::vector<std::string> ids;
    auto lists = store().Lists(after, limit);
    EXPECT_OK(lists);
    for (const WatchList& list : lists.value_or(std::vector<WatchList>{})) {
      ids.push_back(list.id.value);
    }
    return ids;
  }

  const std::unique_ptr<WatchlistStoreHarness> harness_;
};

inline std::string StoreKindName(const ::testing::TestParamInfo<WatchlistStoreKind>& info) {
  return info.param.name;
}

}  // namespace portcullis::testing
