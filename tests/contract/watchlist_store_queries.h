// Part of watchlist_store_contract.h: filters, orders and pages of entries.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "border/watchlist/entry_lifecycle.h"
#include "fmt/format.h"
#include "tests/contract/watchlist_store_harness.h"

namespace portcullis::testing {

TEST_P(WatchlistStoreContract, FindsEntriesByIdAndListInPages) {
  Commit("create-a", MakePut(MakeList("a")));
  Commit("create-b", MakePut(MakeList("b")));
  for (const std::int64_t id : {5LL, 1LL, 9'000'000'000'000LL, 3LL}) {
    const std::vector<std::string> lists =
        id == 3 ? std::vector<std::string>{"b"} : std::vector<std::string>{"a", "b"};
    Commit("enrol-" + std::to_string(id), MakeEntry(id, lists));
  }
  EXPECT_THAT(EntryIds({}), ElementsAre(1, 3, 5, 9'000'000'000'000));
  EXPECT_THAT(EntryIds({.limit = 2}), ElementsAre(1, 3));
  EXPECT_THAT(EntryIds({.after = EntryCursor{.time = {}, .id = EntryId{3}}, .limit = 2}),
              ElementsAre(5, 9'000'000'000'000));
  EXPECT_THAT(
      EntryIds(
          {.list = ListId{"a"}, .after = EntryCursor{.time = {}, .id = EntryId{1}}, .limit = 1}),
      ElementsAre(5));
  EXPECT_THAT(EntryIds({.descending = true}), ElementsAre(9'000'000'000'000, 5, 3, 1));
  EXPECT_THAT(store().Entries({.list = ListId{"nope"}}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
}

TEST_P(WatchlistStoreContract, FindsEntriesOnAListWhereTheyWaitForApprovalToo) {
  Fill();
  Entry entry = GetEntry(1);
  entry.lists.push_back({ListId{"b"}, true});
  Commit("add-b", Replace(entry));
  EXPECT_THAT(EntryIds({.list = ListId{"b"}}), ElementsAre(1, 2));
  EXPECT_THAT(EntryIds({.pending_only = true}), ElementsAre(1));
  EXPECT_THAT(EntryIds({.list = ListId{"a"}, .pending_only = true}), ElementsAre(1));
}

TEST_P(WatchlistStoreContract, FindsEntriesByExternalReferenceExactly) {
  Fill();
  PutEntry same = MakeEntry(3, {"a"});
  same.entry.details.external_reference = "case-1";
  Commit("enrol-3", same);
  PutEntry none = MakeEntry(4, {"a"});
  none.entry.details.external_reference = "";
  Commit("enrol-4", none);
  EXPECT_THAT(EntryIds({.external_reference = "case-1"}), ElementsAre(1, 3));
  EXPECT_THAT(EntryIds({.list = ListId{"b"}, .external_reference = "case-1"}), IsEmpty());
  EXPECT_THAT(EntryIds({.external_reference = "case-"}), IsEmpty());
  EXPECT_THAT(EntryIds({.external_reference = "CASE-1"}), IsEmpty());
  EXPECT_THAT(EntryIds({.external_reference = ""}), ElementsAre(4));
}

TEST_P(WatchlistStoreContract, FindsWhatIsDueForReview) {
  Commit("create-a", MakePut(MakeList("a")));
  for (int id = 1; id <= 4; ++id) {
    PutEntry put = MakeEntry(id, {"a"});
    put.entry.details.review_by = TimeAt(100 - id);
    if (id == 3) put.entry.status = EntryStatus::kRetired;
    Commit("enrol-" + std::to_string(id), put);
  }
  EXPECT_THAT(EntryIds({.review_by = TimeAt(98), .order = EntryOrder::kReviewBy}),
              ElementsAre(4, 2));
  EXPECT_THAT(EntryIds({.review_by = TimeAt(95)}), IsEmpty());
}

/// Entries in every state, with few different times, so that there are many ties.
inline std::vector<PutEntry> VariousEntries(std::size_t count) {
  std::mt19937 random(20261122);
  const auto draw = [&random](int below) {
    return static_cast<int>(random() % static_cast<unsigned>(below));
  };
  std::vector<PutEntry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t id = 1 + static_cast<std::int64_t>(i) * 10 + draw(10);
    PutEntry put = MakeEntry(
        id, draw(2) == 0 ? std::vector<std::string>{"a"} : std::vector<std::string>{"a", "b"});
    Entry& entry = put.entry;
    entry.status = static_cast<EntryStatus>(1 + draw(5));
    entry.lists.back().pending = draw(3) == 0;
    entry.references.back().pending = draw(4) == 0;
    entry.details.external_reference = "case-" + std::to_string(draw(3));
    entry.details.review_by = TimeAt(draw(5));
    entry.create_time = TimeAt(10 + draw(5));
    entry.update_time = TimeAt(20 + draw(5));
    entries.push_back(std::move(put));
  }
  return entries;
}

inline bool IsAbout(const EntryQuery& query, const Entry& entry) {
  const auto on_list = [&query](const Membership& membership) {
    return membership.list == query.list;
  };
  const auto& statuses = query.statuses;
  return (!query.list || std::any_of(entry.lists.begin(), entry.lists.end(), on_list)) &&
         (statuses.empty() || std::count(statuses.begin(), statuses.end(), entry.status) > 0) &&
         (!query.external_reference ||
          *query.external_reference == entry.details.external_reference) &&
         (!query.review_by ||
          (entry.status != EntryStatus::kRetired && entry.details.review_by <= *query.review_by)) &&
         (!query.pending_only || HasPending(entry));
}

inline absl::Time TimeOf(const Entry& entry, EntryOrder order) {
  switch (order) {
    case EntryOrder::kId: break;
    case EntryOrder::kCreateTime: return entry.create_time;
    case EntryOrder::kUpdateTime: return entry.update_time;
    case EntryOrder::kReviewBy: return entry.details.review_by;
  }
  return absl::UnixEpoch();
}

inline std::vector<EntryQuery> AllFilters() {
  using Statuses = std::vector<EntryStatus>;
  std::vector<EntryQuery> filters;
  for (const bool on_list : {false, true}) {
    for (const Statuses& statuses :
         {Statuses{}, Statuses{EntryStatus::kActive},
          Statuses{EntryStatus::kRetired, EntryStatus::kProposed, EntryStatus::kExpired}}) {
      for (const bool by_reference : {false, true}) {
        for (const bool by_review : {false, true}) {
          for (const bool pending_only : {false, true}) {
            EntryQuery query{.statuses = statuses, .pending_only = pending_only};
            if (on_list) query.list = ListId{"b"};
            if (by_reference) query.external_reference = "case-1";
            if (by_review) query.review_by = TimeAt(2);
            filters.push_back(query);
          }
        }
      }
    }
  }
  return filters;
}

TEST_P(WatchlistStoreContract, AnswersEveryQueryInPagesAsALookAtAllEntriesWould) {
  std::vector<RecordChange> changes = {MakePut(MakeList("a")), MakePut(MakeList("b"))};
  std::vector<Entry> all;
  for (const PutEntry& put : VariousEntries(60)) {
    all.push_back(put.entry);
    changes.emplace_back(put);
  }
  Commit(MakeMutation("import", changes));

  int case_number = 0;
  for (EntryQuery query : AllFilters()) {
    for (const EntryOrder order : {EntryOrder::kId, EntryOrder::kCreateTime,
                                   EntryOrder::kUpdateTime, EntryOrder::kReviewBy}) {
      query.order = order;
      query.descending = ++case_number % 2 == 0;
      query.limit = static_cast<std::size_t>(1 + case_number % 7);
      query.after.reset();
      std::vector<Entry> expected;
      std::copy_if(all.begin(), all.end(), std::back_inserter(expected),
                   [&query](const Entry& entry) { return IsAbout(query, entry); });
      std::sort(expected.begin(), expected.end(), [&](const Entry& a, const Entry& b) {
        const auto place_a = std::tuple(TimeOf(a, order), a.id);
        const auto place_b = std::tuple(TimeOf(b, order), b.id);
        return query.descending ? place_b < place_a : place_a < place_b;
      });
      std::vector<Entry> found;
      while (true) {
        const auto page = store().Entries(query);
        ASSERT_OK(page);
        ASSERT_LE(page->size(), query.limit);
        if (page->empty()) break;
        found.insert(found.end(), page->begin(), page->end());
        query.after = EntryCursor{.time = TimeOf(page->back(), order), .id = page->back().id};
      }
      ASSERT_EQ(found, expected) << fmt::format("case {}", case_number);
    }
  }
}

}  // namespace portcullis::testing
