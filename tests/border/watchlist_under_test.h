// Watch lists with everything that governs them, on a store and a clock of the test.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "border/watchlist/duplicate_finder.h"
#include "border/watchlist/entry_admin.h"
#include "border/watchlist/erasure.h"
#include "border/watchlist/list_admin.h"
#include "border/watchlist/time_acts.h"
#include "matcher/index/flat_reference_index.h"
#include "store/memory/memory_watchlist_store.h"
#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/fake_policy.h"
#include "tests/fakes/fake_signer.h"
#include "tests/fakes/flaky_store.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {

class WatchlistUnderTest {
 public:
  explicit WatchlistUnderTest(
      const ListId& list,
      std::unique_ptr<WatchlistStore> kept_in = std::make_unique<MemoryWatchlistStore>(kFakeModel))
      : store(std::move(kept_in)) {
    EXPECT_OK(CreateList(list));
  }

  MutationContext By(std::string actor) {
    const std::string id = "request-" + std::to_string(next_request_++);
    return {.actor = std::move(actor), .key = {.request_id = id, .fingerprint = "body"}};
  }

  absl::Status CreateList(const ListId& id, int required_approvals = 1, int retention_days = 0) {
    WatchList list;
    list.id = id;
    list.display_name = "A list";
    list.required_approvals = required_approvals;
    list.retention_days = retention_days;
    return lists.Create(By("alice"), std::move(list), [](const WatchList&) { return "list"; })
        .status();
  }

  static NewEntry Person(std::vector<ListId> on, std::vector<std::string> portraits) {
    NewEntry entry;
    entry.details.display_name = "A. Person";
    entry.details.review_by = absl::InfinitePast();
    entry.lists = std::move(on);
    entry.portraits = std::move(portraits);
    return entry;
  }

  /// The id of the entry.
  absl::StatusOr<EntryId> Propose(const NewEntry& entry) { return Propose(By("alice"), entry); }
  absl::StatusOr<EntryId> Propose(const MutationContext& context, const NewEntry& entry) {
    const auto id = entries.Propose(context, entry, encoding, kId);
    if (!id.ok()) return id.status();
    return *ParseEntryId(*id);
  }
  /// Proposed by alice, approved by bob.
  EntryId Enrol(const ListId& list, int x, int y) {
    return Enrol(Person({list}, {FakeFace(x, y)}));
  }
  EntryId Enrol(const NewEntry& entry) {
    const auto id = Propose(entry);
    EXPECT_OK(id);
    EXPECT_OK(Approve(*id, "bob"));
    return *id;
  }
  absl::Status Approve(EntryId id, const std::string& actor) {
    return entries.Approve(By(actor), {id}, kId).status();
  }

  Entry Get(EntryId id) { return *store.GetEntry(id); }

  /// Entries that a border check finds, nearest first.
  std::vector<EntryId> Find(int x, int y, std::vector<ListId> on = {}) {
    const auto result =
        searchable.Search(Embedding(kFakeModel, {static_cast<float>(x), static_cast<float>(y)}),
                          {.max_candidates = 100, .lists = std::move(on)});
    EXPECT_OK(result);
    std::vector<EntryId> found;
    for (const Candidate& candidate : result->candidates) found.push_back(candidate.entry);
    return found;
  }

  std::vector<AuditEvent> Events() { return *store.EventsAfter(Sequence{0}, 100'000); }

  inline static const EntryResponse kId = [](const Entry& entry) {
    return FormatEntryId(entry.id);
  };

  absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  std::atomic<std::int64_t> next_id = 1;
  FlakyStore store;
  Gallery searchable{*CreateFlatReferenceIndex(kFakeModel, 2), [this] { return now; }};
  Gallery dormant{*CreateFlatReferenceIndex(kFakeModel, 2), [this] { return now; }};
  Galleries galleries{searchable, dormant};
  ChangelogFollower follower{store, galleries};
  Committer committer{
      store, follower,
      WatchlistSources{.now = [this] { return now; }, .random_id = [this] { return next_id++; }}};
  ListAdmin lists{committer};
  PolicyInForce policy{ApprovedVersion(Policy{}), [this] { return now; }};
  DuplicateFinder duplicates{galleries, FakeCalibration(), policy};
  EntryAdmin entries{committer, duplicates, policy};
  FakeSigner signer;
  Eraser eraser{committer, galleries, signer};
  TimeActs time_acts{committer};
  FaceEncoder encoder{MakeFakeEncoderParts(), {}};
  Encoding encoding{encoder, kContinue};

 private:
  inline static const Checkpoint kContinue = AlwaysContinue;
  int next_request_ = 1;
};

}  // namespace portcullis::testing
