// Part of watchlist_store_contract.h: what is left of an entry that is erased.
#pragma once

#include <string>
#include <vector>

#include "tests/contract/watchlist_store_harness.h"

namespace portcullis::testing {

TEST_P(WatchlistStoreContract, ErasesAnEntry) {
  Fill();
  Commit("erase-1", EraseEntry{EntryId{1}, Revision{1}});
  harness_->Reopen();
  EXPECT_THAT(store().GetEntry(EntryId{1}), IsEntryNotFound());
  EXPECT_THAT(store().Faces(EntryId{1}), IsEntryNotFound());
  EXPECT_THAT(EntryIds({}), ElementsAre(2));
  EXPECT_THAT(EntryIds({.list = ListId{"a"}}), ElementsAre(2));
  EXPECT_THAT(EntryIds({.external_reference = "case-1"}), IsEmpty());
  EXPECT_THAT(CommitInVain(MakeMutation("again", EraseEntry{EntryId{1}, Revision{1}})),
              IsEntryNotFound());
}

TEST_P(WatchlistStoreContract, ErasesTheResponsesAboutAnEntry) {
  Fill();
  Mutation update = MakeMutation("update-2", Replace(GetEntry(2)));
  update.response_about = EntryId{1};
  Commit(update);
  Commit("erase-1", EraseEntry{EntryId{1}, Revision{1}});
  EXPECT_THAT(store().FindResponse(MakeKey("enrol-1"), TimeAt(11)), IsEntryNotFound());
  EXPECT_THAT(store().FindResponse(MakeKey("update-2"), TimeAt(11)), IsEntryNotFound());
  EXPECT_THAT(CommitInVain(MakeMutation("enrol-1", MakeEntry(77, {"a"}))), IsEntryNotFound());
  EXPECT_THAT(store().FindResponse({"enrol-1", "another"}, TimeAt(11)),
              FailsWith(absl::StatusCode::kAlreadyExists, ErrorReason::kRequestIdReused));
  const auto other = store().FindResponse(MakeKey("enrol-2"), TimeAt(11));
  ASSERT_OK(other);
  EXPECT_EQ(*other, "response to enrol-2");
  // The erasure itself can be repeated.
  const auto again = store().Commit(MakeMutation("erase-1", EraseEntry{EntryId{1}, Revision{1}}));
  ASSERT_OK(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->response, "response to erase-1");
}

TEST_P(WatchlistStoreContract, TracesAnEntryUntilItIsErased) {
  Fill();
  const auto before = store().TracesOf(EntryId{1});
  ASSERT_OK(before);
  EXPECT_TRUE(before->any);
  EXPECT_FALSE(before->erasure);

  Mutation erasure = MakeMutation("erase-1", EraseEntry{EntryId{1}, Revision{1}}, TimeAt(30));
  erasure.actor = "admin-9";
  Commit(erasure);
  Commit("update-2", Replace(GetEntry(2)));
  const auto after = store().TracesOf(EntryId{1});
  ASSERT_OK(after);
  EXPECT_FALSE(after->any);
  ASSERT_TRUE(after->erasure);
  EXPECT_EQ(after->erasure->sequence, Sequence{5});
  EXPECT_EQ(after->erasure->actor, "admin-9");
  EXPECT_EQ(after->erasure->time, TimeAt(30));
  EXPECT_EQ(after->erasure->action, "EraseEntry");
  EXPECT_EQ(after->erasure->target, "entries/0000000000001");

  const auto never_there = store().TracesOf(EntryId{9});
  ASSERT_OK(never_there);
  EXPECT_FALSE(never_there->any);
  EXPECT_FALSE(never_there->erasure);
}

TEST_P(WatchlistStoreContract, CountsAKeptResponseAsATrace) {
  Fill();
  Commit("erase-1", EraseEntry{EntryId{1}, Revision{1}});
  Mutation about_it = MakeMutation("update-2", Replace(GetEntry(2)));
  about_it.response_about = EntryId{1};
  Commit(about_it);
  const auto traces = store().TracesOf(EntryId{1});
  ASSERT_OK(traces);
  EXPECT_TRUE(traces->any);
}

TEST_P(WatchlistStoreContract, KeepsNoResponseAboutAnEntryThatTheSameMutationErases) {
  Fill();
  Mutation erasure = MakeMutation("erase-1", EraseEntry{EntryId{1}, Revision{1}});
  erasure.response_about = EntryId{1};
  const auto result = store().Commit(erasure);
  ASSERT_OK(result);
  EXPECT_EQ(result->response, "response to erase-1");
  EXPECT_THAT(store().FindResponse(MakeKey("erase-1"), TimeAt(11)), IsEntryNotFound());
  const auto traces = store().TracesOf(EntryId{1});
  ASSERT_OK(traces);
  EXPECT_FALSE(traces->any);
}

}  // namespace portcullis::testing
