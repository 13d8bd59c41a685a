// What the contract of WatchlistStore needs to run on a store.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "border/audit/audit_event.h"
#include "border/watchlist/store.h"
#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {

/// A store, empty at first, for embeddings of ContractModel().
class WatchlistStoreHarness {
 public:
  virtual ~WatchlistStoreHarness() = default;
  virtual WatchlistStore& store() = 0;
  /// Closes the store and opens it again, where it has something to close.
  virtual void Reopen() = 0;
  virtual std::vector<AuditEvent> AuditEvents() = 0;
};

struct WatchlistStoreKind {
  std::string name;
  std::function<std::unique_ptr<WatchlistStoreHarness>()> create;
};

inline ModelId ContractModel() { return {"model", "0123456789abcdef", "alignment"}; }

/// Builders of changes; all values follow from the arguments.
inline absl::Time TimeAt(int seconds) { return absl::FromUnixSeconds(1'800'000'000 + seconds); }

inline WatchList MakeList(const std::string& id) {
  return {.id = ListId{id},
          .display_name = "List " + id,
          .owner = "Border Force",
          .purpose = "wanted for arrest",
          .legal_basis = "Act 7, section 3",
          .create_time = TimeAt(0) + absl::Nanoseconds(123456789)};
}

inline EnrollEntryChange MakeEnrolment(std::int64_t id, std::vector<ListId> lists,
                                       std::size_t faces = 1,
                                       const ModelId& model = ContractModel()) {
  EnrollEntryChange change{.entry = {.id = EntryId{id},
                                     .external_reference = "case-" + std::to_string(id),
                                     .display_name = "Person " + std::to_string(id),
                                     .lists = std::move(lists),
                                     .references = {},
                                     .revision = Revision{1},
                                     .create_time = TimeAt(1) + absl::Nanoseconds(7)},
                           .faces = {}};
  for (std::size_t i = 0; i < faces; ++i) {
    const auto number = static_cast<float>(i);
    // Later faces get smaller ids: their order is that of enrolment, not of ids.
    const ReferenceId reference{id * 1000 - static_cast<std::int64_t>(i)};
    const ReferenceInfo info{reference, Quality{.inter_eye_distance_px = 61.5F + number,
                                                .sharpness = 310.25F,
                                                .mean_luminance = 127.5F,
                                                .detector_confidence = 0.875F}};
    change.entry.references.push_back(info);
    change.faces.push_back({.info = info,
                            .embedding = Embedding(model, {static_cast<float>(id), number, -0.5F}),
                            .portrait = "JPEG of person " + std::to_string(id)});
  }
  return change;
}

inline Mutation MakeMutation(const std::string& request_id, WatchlistChange change,
                             absl::Time time = TimeAt(10)) {
  return {.key = {request_id, "fingerprint of " + request_id},
          .actor = "admin-1",
          .time = time,
          .change = std::move(change),
          .response = "response to " + request_id};
}

class WatchlistStoreContract : public ::testing::TestWithParam<WatchlistStoreKind> {
 protected:
  WatchlistStoreContract() : harness_(GetParam().create()) {}

  WatchlistStore& store() { return harness_->store(); }

  void Commit(const std::string& request_id, WatchlistChange change) {
    ASSERT_OK(store().Commit(MakeMutation(request_id, std::move(change))));
  }

  /// List a and b; entry 1 with two faces on a, entry 2 on a and b. Four changes.
  void Fill() {
    Commit("create-a", CreateListChange{MakeList("a")});
    Commit("create-b", CreateListChange{MakeList("b")});
    Commit("enrol-1", MakeEnrolment(1, {ListId{"a"}}, 2));
    Commit("enrol-2", MakeEnrolment(2, {ListId{"a"}, ListId{"b"}}));
  }

  std::vector<GalleryChange> AllChanges() {
    auto changes = store().ChangesAfter(Sequence{0}, 1000);
    EXPECT_OK(changes);
    return changes.value_or(std::vector<GalleryChange>{});
  }

  /// Commits `mutation`, which fails, and checks that it has left nothing behind.
  absl::Status CommitInVain(const Mutation& mutation) {
    const std::size_t changes_before = AllChanges().size();
    const std::size_t events_before = harness_->AuditEvents().size();
    const absl::Status status = store().Commit(mutation).status();
    EXPECT_EQ(AllChanges().size(), changes_before);
    EXPECT_EQ(harness_->AuditEvents().size(), events_before);
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
