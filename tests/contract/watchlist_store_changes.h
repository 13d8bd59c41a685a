// Part of watchlist_store_contract.h: what a commit does, and what it refuses.
#pragma once

#include <string>
#include <vector>

#include "tests/contract/watchlist_store_harness.h"

namespace portcullis::testing {

TEST_P(WatchlistStoreContract, ReplacesAList) {
  Fill();
  WatchList list = MakeList("a");
  list.display_name = "Another name";
  list.required_approvals = 1;
  list.update_time = TimeAt(99);
  const PutList put = MakePut(list, Revision{1});
  Commit("update-a", put);
  const auto found = store().GetList(ListId{"a"});
  ASSERT_OK(found);
  EXPECT_EQ(*found, put.list);
  EXPECT_THAT(ListIds("", 10), ElementsAre("a", "b"));
  EXPECT_THAT(EntryIds({.list = ListId{"a"}}), ElementsAre(1, 2));
}

TEST_P(WatchlistStoreContract, RefusesAListThatExistsOrDoesNot) {
  Fill();
  EXPECT_THAT(CommitInVain(MakeMutation("again", MakePut(MakeList("a")))),
              FailsWith(absl::StatusCode::kAlreadyExists, ErrorReason::kListAlreadyExists));
  EXPECT_THAT(CommitInVain(MakeMutation("absent", MakePut(MakeList("c"), Revision{1}))),
              IsListNotFound());
  EXPECT_THAT(CommitInVain(MakeMutation("delete", DeleteList{ListId{"c"}, Revision{1}})),
              IsListNotFound());
}

TEST_P(WatchlistStoreContract, ChangesAListAtTheExpectedRevisionOnly) {
  Commit("create-a", MakePut(MakeList("a")));
  Commit("update-a", MakePut(MakeList("a"), Revision{1}));
  EXPECT_THAT(CommitInVain(MakeMutation("old", MakePut(MakeList("a"), Revision{1}))), IsConflict());
  EXPECT_THAT(CommitInVain(MakeMutation("delete", DeleteList{ListId{"a"}, Revision{1}})),
              IsConflict());
  Commit("delete-a", DeleteList{ListId{"a"}, Revision{2}});
  EXPECT_THAT(ListIds("", 10), IsEmpty());
}

TEST_P(WatchlistStoreContract, DeletesAListOnlyWhenNoEntryStandsOnIt) {
  Fill();
  const auto is_not_empty =
      FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kListNotEmpty);
  EXPECT_THAT(CommitInVain(MakeMutation("delete", DeleteList{ListId{"b"}, Revision{1}})),
              is_not_empty);
  Entry entry = GetEntry(2);
  entry.lists = {{ListId{"a"}, false}};
  Commit("leave-b", Replace(entry));
  Commit("delete-b", DeleteList{ListId{"b"}, Revision{1}});
  EXPECT_THAT(ListIds("", 10), ElementsAre("a"));
  EXPECT_THAT(store().GetList(ListId{"b"}), IsListNotFound());

  Commit("create-b-again", MakePut(MakeList("b")));
  EXPECT_THAT(EntryIds({.list = ListId{"b"}}), IsEmpty());
  Entry retired = GetEntry(2);
  retired.status = EntryStatus::kRetired;
  retired.lists = {{ListId{"b"}, true}};
  Commit("retire-2", Replace(retired));
  EXPECT_THAT(CommitInVain(MakeMutation("delete-again", DeleteList{ListId{"b"}, Revision{1}})),
              is_not_empty);
}

TEST_P(WatchlistStoreContract, ReplacesAnEntry) {
  Fill();
  Entry entry = GetEntry(1);
  entry.details.display_name = "Another name";
  entry.details.external_reference = "another case";
  entry.details.valid_until = TimeAt(500);
  entry.lists = {{ListId{"b"}, true}};
  entry.status = EntryStatus::kSuspended;
  entry.proposal.approvals.clear();
  entry.references[0].pending = true;
  entry.update_time = TimeAt(20);
  const PutEntry put = Replace(entry);
  Commit("update-1", put);
  EXPECT_EQ(GetEntry(1), put.entry);
  EXPECT_THAT(EntryIds({.list = ListId{"a"}}), ElementsAre(2));
  EXPECT_THAT(EntryIds({.list = ListId{"b"}}), ElementsAre(1, 2));
  EXPECT_THAT(EntryIds({.external_reference = "another case"}), ElementsAre(1));
  EXPECT_THAT(EntryIds({.external_reference = "case-1"}), IsEmpty());
}

TEST_P(WatchlistStoreContract, AddsAndRemovesReferences) {
  Fill();
  Entry entry = GetEntry(1);
  entry.references.erase(entry.references.begin());
  const PutEntry put = Replace(entry, {MakeFace(1, 5), MakeFace(1, 3)});
  Commit("update-1", put);
  EXPECT_EQ(GetEntry(1), put.entry);
  const auto faces = store().Faces(EntryId{1});
  ASSERT_OK(faces);
  ASSERT_EQ(faces->size(), 3U);
  EXPECT_EQ(faces->at(0).portrait, "JPEG 1 of person 1");
  EXPECT_EQ(faces->at(1).portrait, "JPEG 5 of person 1");
  EXPECT_EQ(faces->at(2).portrait, "JPEG 3 of person 1");
  EXPECT_EQ(faces->at(2).info, put.entry.references[2]);
}

TEST_P(WatchlistStoreContract, KeepsARetiredEntryWithoutReferences) {
  Fill();
  Entry entry = GetEntry(1);
  entry.references.clear();
  EXPECT_EQ(CommitInVain(MakeMutation("empty", Replace(entry))).code(),
            absl::StatusCode::kInternal);
  entry.status = EntryStatus::kRetired;
  Commit("retire-1", Replace(entry));
  EXPECT_THAT(GetEntry(1).references, IsEmpty());
  const auto faces = store().Faces(EntryId{1});
  ASSERT_OK(faces);
  EXPECT_THAT(*faces, IsEmpty());
  EXPECT_EQ(ReadGallery().entries.size(), 1U);
}

TEST_P(WatchlistStoreContract, ChangesAnEntryAtTheExpectedRevisionOnly) {
  Fill();
  const Entry old = GetEntry(1);
  Commit("update-1", Replace(old));
  const absl::Status status = CommitInVain(MakeMutation("old", Replace(old)));
  EXPECT_THAT(status, IsConflict());
  EXPECT_THAT(status, MessageHas("entry 0000000000001 is at revision 2, not 1"));
  EXPECT_THAT(CommitInVain(MakeMutation("erase", EraseEntry{EntryId{1}, Revision{1}})),
              IsConflict());
  EXPECT_EQ(GetEntry(1).revision, Revision{2});
  // A refused request is not kept: the same id may come again, with another body.
  Commit("erase", EraseEntry{EntryId{1}, Revision{2}});
}

TEST_P(WatchlistStoreContract, RefusesToChangeAnEntryThatIsNotThere) {
  Fill();
  Entry entry = GetEntry(1);
  entry.id = EntryId{9};
  EXPECT_THAT(CommitInVain(MakeMutation("update", Replace(entry))), IsEntryNotFound());
  EXPECT_THAT(CommitInVain(MakeMutation("erase", EraseEntry{EntryId{9}, Revision{1}})),
              IsEntryNotFound());
}

TEST_P(WatchlistStoreContract, RefusesAnEntryOnAnUnknownList) {
  Fill();
  const absl::Status status = CommitInVain(MakeMutation("enrol-3", MakeEntry(3, {"a", "nope"})));
  EXPECT_THAT(status, IsListNotFound());
  EXPECT_THAT(status, MessageHas("nope"));
  Entry entry = GetEntry(1);
  entry.lists.push_back({ListId{"nope"}, true});
  EXPECT_THAT(CommitInVain(MakeMutation("update-1", Replace(entry))), IsListNotFound());
  EXPECT_THAT(EntryIds({}), ElementsAre(1, 2));
}

TEST_P(WatchlistStoreContract, RefusesEmbeddingsOfAnotherModel) {
  Fill();
  const ModelId other{"model", "fedcba9876543210", "alignment"};
  const absl::Status status = CommitInVain(MakeMutation("enrol-3", MakeEntry(3, {"a"}, 1, other)));
  EXPECT_THAT(status,
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
  EXPECT_THAT(status, MessageHas(other.ToString()));
  EXPECT_THAT(status, MessageHas(ContractModel().ToString()));
}

TEST_P(WatchlistStoreContract, RefusesAnEntryThatContradictsItself) {
  Fill();
  std::vector<PutEntry> mistakes = {MakeEntry(3, {}),
                                    MakeEntry(3, {"a"}, 0),
                                    MakeEntry(3, {"b", "a"}),
                                    MakeEntry(3, {"a", "a"}),
                                    MakeEntry(1, {"b"}),
                                    MakeEntry(-3, {"a"}),
                                    MakeEntry(3, {"a"}),
                                    MakeEntry(3, {"a"}),
                                    MakeEntry(3, {"a"}),
                                    Replace(GetEntry(1)),
                                    Replace(GetEntry(1), {MakeFace(1, 0)})};
  mistakes[6].added.clear();
  mistakes[7].added.push_back(MakeFace(3, 1));
  mistakes[8].entry.references.push_back(mistakes[8].entry.references[0]);
  mistakes[9].entry.revision = mistakes[9].expected;
  for (const PutEntry& mistake : mistakes) {
    const absl::Status status = CommitInVain(MakeMutation("mistake", mistake));
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
  }
  EXPECT_EQ(GetEntry(1).references.size(), 2U);
  EXPECT_EQ(CommitInVain(MakeMutation("nothing", std::vector<RecordChange>{})).code(),
            absl::StatusCode::kInternal);
}

TEST_P(WatchlistStoreContract, DoesSeveralChangesInOrder) {
  const PutEntry first = MakeEntry(1, {"a"});
  Commit(MakeMutation("import", {MakePut(MakeList("a")), first, MakeEntry(2, {"a"}),
                                 Replace(first.entry), EraseEntry{EntryId{2}, Revision{1}}}));
  EXPECT_THAT(EntryIds({}), ElementsAre(1));
  EXPECT_EQ(GetEntry(1).revision, Revision{2});
  EXPECT_EQ(AllChanges().size(), 5U);
  const std::vector<AuditEvent> events = AllEvents();
  ASSERT_EQ(events.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(events[i].sequence, Sequence{i + 1});
    EXPECT_EQ(events[i].request_id, "import");
  }
  EXPECT_EQ(events[0].target, "lists/a");
  EXPECT_EQ(events[3].target, "entries/0000000000001");
  EXPECT_EQ(events[4].action, "EraseEntry");
}

TEST_P(WatchlistStoreContract, DoesNoneOfSeveralChangesWhenOneIsRefused) {
  Fill();
  const Entry before = GetEntry(1);
  WatchList list = MakeList("b");
  list.display_name = "Another name";
  const Mutation mutation =
      MakeMutation("several", {MakePut(MakeList("c")), MakePut(list, Revision{1}), Replace(before),
                               MakeEntry(3, {"c"}), EraseEntry{EntryId{2}, Revision{1}},
                               MakeEntry(4, {"nope"})});
  EXPECT_THAT(CommitInVain(mutation), IsListNotFound());
  EXPECT_EQ(GetEntry(1), before);
  EXPECT_THAT(EntryIds({}), ElementsAre(1, 2));
  EXPECT_THAT(EntryIds({.list = ListId{"b"}}), ElementsAre(2));
  EXPECT_THAT(ListIds("", 10), ElementsAre("a", "b"));
  const auto unchanged = store().GetList(ListId{"b"});
  ASSERT_OK(unchanged);
  EXPECT_EQ(*unchanged, MakeList("b"));
  EXPECT_OK(store().FindResponse(MakeKey("enrol-2"), TimeAt(11)));
  EXPECT_EQ(ReadGallery().entries.size(), 2U);
  const auto faces = store().Faces(EntryId{2});
  ASSERT_OK(faces);
  EXPECT_EQ(faces->size(), 1U);
}

}  // namespace portcullis::testing
