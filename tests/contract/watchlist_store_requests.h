// Part of watchlist_store_contract.h: repetitions and the audit record.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/contract/watchlist_store_harness.h"

namespace portcullis::testing {

TEST_P(WatchlistStoreContract, AnswersARepetitionWithTheResponseKept) {
  Fill();
  harness_->Reopen();
  const std::size_t changes = AllChanges().size();
  Mutation again = MakeMutation("enrol-1", MakeEntry(77, {"a"}), TimeAt(3600));
  again.response = "another response";
  const auto result = store().Commit(again);
  ASSERT_OK(result);
  EXPECT_TRUE(result->replayed);
  EXPECT_EQ(result->response, "response to enrol-1");
  EXPECT_EQ(AllChanges().size(), changes);
  EXPECT_EQ(AllEvents().size(), changes);
}

TEST_P(WatchlistStoreContract, TellsANewCommitFromARepetition) {
  const auto result = store().Commit(MakeMutation("create-a", MakePut(MakeList("a"))));
  ASSERT_OK(result);
  EXPECT_FALSE(result->replayed);
  EXPECT_EQ(result->response, "response to create-a");
}

TEST_P(WatchlistStoreContract, RefusesARequestIdWithAnotherBody) {
  Fill();
  Mutation other = MakeMutation("enrol-1", MakeEntry(77, {"a"}));
  other.key->fingerprint = "of another body";
  const auto is_reuse = FailsWith(absl::StatusCode::kAlreadyExists, ErrorReason::kRequestIdReused);
  EXPECT_THAT(CommitInVain(other), is_reuse);
  EXPECT_THAT(store().FindResponse(*other.key, TimeAt(11)), is_reuse);
}

TEST_P(WatchlistStoreContract, FindsTheResponseOfARequest) {
  Fill();
  const auto kept = store().FindResponse(MakeKey("enrol-1"), TimeAt(11));
  ASSERT_OK(kept);
  EXPECT_EQ(*kept, "response to enrol-1");
  const auto unknown = store().FindResponse({"never-seen", "f"}, TimeAt(11));
  ASSERT_OK(unknown);
  EXPECT_EQ(*unknown, std::nullopt);
}

TEST_P(WatchlistStoreContract, ForgetsARequestAfterADay) {
  Commit("create", MakePut(MakeList("a")));
  const RequestKey key = MakeKey("create");
  const absl::Time day_later = TimeAt(10) + absl::Hours(24);
  const auto kept = store().FindResponse(key, day_later);
  ASSERT_OK(kept);
  EXPECT_EQ(*kept, "response to create");
  const auto forgotten = store().FindResponse(key, day_later + absl::Seconds(1));
  ASSERT_OK(forgotten);
  EXPECT_EQ(*forgotten, std::nullopt);
  const auto result =
      store().Commit(MakeMutation("create", MakePut(MakeList("b")), day_later + absl::Seconds(1)));
  ASSERT_OK(result);
  EXPECT_FALSE(result->replayed);
}

TEST_P(WatchlistStoreContract, KeepsNothingOfWhatNoClientAskedFor) {
  Fill();
  for (const char* request : {"first", "second"}) {
    Mutation by_the_clock = MakeMutation(request, Replace(GetEntry(1)));
    by_the_clock.key.reset();
    by_the_clock.actor = "clock";
    Commit(by_the_clock);
  }
  const std::vector<AuditEvent> events = AllEvents();
  ASSERT_EQ(events.size(), 6U);
  EXPECT_EQ(events[5].actor, "clock");
  EXPECT_EQ(events[5].request_id, "");
  EXPECT_EQ(GetEntry(1).revision, Revision{3});
}

TEST_P(WatchlistStoreContract, RecordsWhoDidWhat) {
  Fill();
  Mutation mutation = MakeMutation("suspend-1", Replace(GetEntry(1)), TimeAt(12));
  mutation.changes[0].action = "SuspendEntry";
  mutation.actor = "admin-2";
  Commit(mutation);
  Commit("erase-1", EraseEntry{EntryId{1}, Revision{2}});
  const std::vector<AuditEvent> events = AllEvents();
  ASSERT_EQ(events.size(), 6U);
  EXPECT_EQ(events[0].action, "PutList");
  EXPECT_EQ(events[0].target, "lists/a");
  EXPECT_EQ(events[4].sequence, Sequence{5});
  EXPECT_EQ(events[4].action, "SuspendEntry");
  EXPECT_EQ(events[4].target, "entries/0000000000001");
  EXPECT_EQ(events[4].actor, "admin-2");
  EXPECT_EQ(events[4].request_id, "suspend-1");
  EXPECT_EQ(events[4].time, TimeAt(12));
  EXPECT_EQ(events[5].action, "EraseEntry");
}

TEST_P(WatchlistStoreContract, TellsEventsInPages) {
  Fill();
  const auto page = store().EventsAfter(Sequence{1}, 2);
  ASSERT_OK(page);
  ASSERT_EQ(page->size(), 2U);
  EXPECT_EQ(page->front().sequence, Sequence{2});
  EXPECT_EQ(page->back().sequence, Sequence{3});
  const auto end = store().EventsAfter(Sequence{4}, 2);
  ASSERT_OK(end);
  EXPECT_THAT(*end, IsEmpty());
}

}  // namespace portcullis::testing
