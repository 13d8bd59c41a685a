// Part of watchlist_store_contract.h: refusals, repetitions, deletion, the audit record.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/contract/watchlist_store_harness.h"

namespace portcullis::testing {

TEST_P(WatchlistStoreContract, RefusesAListThatExists) {
  Fill();
  EXPECT_THAT(CommitInVain(MakeMutation("again", CreateListChange{MakeList("a")})),
              FailsWith(absl::StatusCode::kAlreadyExists, ErrorReason::kListAlreadyExists));
}

TEST_P(WatchlistStoreContract, RefusesToEnrolOnAnUnknownList) {
  Fill();
  const absl::Status status =
      CommitInVain(MakeMutation("enrol-3", MakeEnrolment(3, {ListId{"a"}, ListId{"nope"}})));
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
  EXPECT_THAT(status, MessageHas("nope"));
  EXPECT_THAT(EntryIds({}), ElementsAre(1, 2));
}

TEST_P(WatchlistStoreContract, RefusesEmbeddingsOfAnotherModel) {
  Fill();
  const ModelId other{"model", "fedcba9876543210", "alignment"};
  const absl::Status status =
      CommitInVain(MakeMutation("enrol-3", MakeEnrolment(3, {ListId{"a"}}, 1, other)));
  EXPECT_THAT(status,
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
  EXPECT_THAT(status, MessageHas(other.ToString()));
  EXPECT_THAT(status, MessageHas(ContractModel().ToString()));
}

TEST_P(WatchlistStoreContract, RefusesAnEntryThatNobodyCouldFind) {
  Fill();
  EXPECT_EQ(CommitInVain(MakeMutation("enrol-3", MakeEnrolment(3, {}))).code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(CommitInVain(MakeMutation("enrol-3", MakeEnrolment(3, {ListId{"a"}}, 0))).code(),
            absl::StatusCode::kInternal);
}

TEST_P(WatchlistStoreContract, RefusesAnEntryIdThatIsTaken) {
  Fill();
  EXPECT_EQ(CommitInVain(MakeMutation("enrol-1b", MakeEnrolment(1, {ListId{"b"}}))).code(),
            absl::StatusCode::kInternal);
  const auto entry = store().GetEntry(EntryId{1});
  ASSERT_OK(entry);
  EXPECT_EQ(entry->references.size(), 2U);
}

TEST_P(WatchlistStoreContract, DeletesAnEntryAtTheExpectedRevisionOnly) {
  Fill();
  const absl::Status status =
      CommitInVain(MakeMutation("delete-1", DeleteEntryChange{EntryId{1}, Revision{2}}));
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict));
  EXPECT_OK(store().GetEntry(EntryId{1}));
  // The refused request was not kept: the same id may come again, with another body.
  Commit("delete-1", DeleteEntryChange{EntryId{1}, Revision{1}});
  harness_->Reopen();
  EXPECT_THAT(store().GetEntry(EntryId{1}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound));
  EXPECT_THAT(EntryIds({.list = ListId{"a"}, .after = {}, .limit = 50}), ElementsAre(2));
}

TEST_P(WatchlistStoreContract, RefusesToDeleteAnEntryThatIsNotThere) {
  Fill();
  EXPECT_THAT(CommitInVain(MakeMutation("delete", DeleteEntryChange{EntryId{9}, std::nullopt})),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound));
}

TEST_P(WatchlistStoreContract, AnswersARepetitionWithTheResponseKept) {
  Fill();
  harness_->Reopen();
  const std::size_t changes = AllChanges().size();
  Mutation again = MakeMutation("enrol-1", MakeEnrolment(77, {ListId{"a"}}), TimeAt(3600));
  again.response = "another response";
  const auto result = store().Commit(again);
  ASSERT_OK(result);
  EXPECT_TRUE(result->replayed);
  EXPECT_EQ(result->response, "response to enrol-1");
  EXPECT_EQ(AllChanges().size(), changes);
  EXPECT_EQ(harness_->AuditEvents().size(), changes);
}

TEST_P(WatchlistStoreContract, TellsANewCommitFromARepetition) {
  const auto result = store().Commit(MakeMutation("create-a", CreateListChange{MakeList("a")}));
  ASSERT_OK(result);
  EXPECT_FALSE(result->replayed);
  EXPECT_EQ(result->response, "response to create-a");
}

TEST_P(WatchlistStoreContract, RefusesARequestIdWithAnotherBody) {
  Fill();
  Mutation other = MakeMutation("enrol-1", MakeEnrolment(77, {ListId{"a"}}));
  other.key.fingerprint = "of another body";
  const auto is_reuse = FailsWith(absl::StatusCode::kAlreadyExists, ErrorReason::kRequestIdReused);
  EXPECT_THAT(CommitInVain(other), is_reuse);
  EXPECT_THAT(store().FindResponse(other.key, TimeAt(11)), is_reuse);
}

TEST_P(WatchlistStoreContract, FindsTheResponseOfARequest) {
  Fill();
  const auto kept = store().FindResponse({"enrol-1", "fingerprint of enrol-1"}, TimeAt(11));
  ASSERT_OK(kept);
  EXPECT_EQ(*kept, "response to enrol-1");
  const auto unknown = store().FindResponse({"never-seen", "f"}, TimeAt(11));
  ASSERT_OK(unknown);
  EXPECT_EQ(*unknown, std::nullopt);
}

TEST_P(WatchlistStoreContract, ForgetsARequestAfterADay) {
  Commit("create", CreateListChange{MakeList("a")});
  const RequestKey key{"create", "fingerprint of create"};
  const absl::Time day_later = TimeAt(10) + absl::Hours(24);
  const auto kept = store().FindResponse(key, day_later);
  ASSERT_OK(kept);
  EXPECT_EQ(*kept, "response to create");
  const auto forgotten = store().FindResponse(key, day_later + absl::Seconds(1));
  ASSERT_OK(forgotten);
  EXPECT_EQ(*forgotten, std::nullopt);
  const auto result = store().Commit(
      MakeMutation("create", CreateListChange{MakeList("b")}, day_later + absl::Seconds(1)));
  ASSERT_OK(result);
  EXPECT_FALSE(result->replayed);
}

TEST_P(WatchlistStoreContract, SaysThatTheEntryOfARepeatedEnrolmentIsDeleted) {
  Fill();
  Commit("delete-1", DeleteEntryChange{EntryId{1}, std::nullopt});
  const auto is_deleted = FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound);
  EXPECT_THAT(store().FindResponse({"enrol-1", "fingerprint of enrol-1"}, TimeAt(11)), is_deleted);
  const Mutation repeated = MakeMutation("enrol-1", MakeEnrolment(77, {ListId{"a"}}));
  EXPECT_THAT(CommitInVain(repeated), is_deleted);
  EXPECT_THAT(store().FindResponse({"enrol-1", "another"}, TimeAt(11)),
              FailsWith(absl::StatusCode::kAlreadyExists, ErrorReason::kRequestIdReused));
  // The deletion itself can be repeated.
  const auto again =
      store().Commit(MakeMutation("delete-1", DeleteEntryChange{EntryId{1}, std::nullopt}));
  ASSERT_OK(again);
  EXPECT_TRUE(again->replayed);
}

TEST_P(WatchlistStoreContract, RecordsWhoDidWhat) {
  Fill();
  Commit("delete-1", DeleteEntryChange{EntryId{1}, std::nullopt});
  const std::vector<AuditEvent> events = harness_->AuditEvents();
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(events[0].action, "CreateList");
  EXPECT_EQ(events[0].target, "lists/a");
  EXPECT_EQ(events[2].action, "EnrollEntry");
  EXPECT_EQ(events[2].target, "entries/0000000000001");
  EXPECT_EQ(events[4].sequence, Sequence{5});
  EXPECT_EQ(events[4].action, "DeleteEntry");
  EXPECT_EQ(events[4].target, "entries/0000000000001");
  EXPECT_EQ(events[4].actor, "admin-1");
  EXPECT_EQ(events[4].request_id, "delete-1");
  EXPECT_EQ(events[4].time, TimeAt(10));
}

}  // namespace portcullis::testing
