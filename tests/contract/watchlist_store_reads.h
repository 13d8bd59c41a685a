// Part of watchlist_store_contract.h: records, pages, the changelog.
#pragma once

#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "tests/contract/watchlist_store_harness.h"

namespace portcullis::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(WatchlistStoreContract, StartsEmpty) {
  EXPECT_THAT(ListIds("", 10), IsEmpty());
  EXPECT_THAT(EntryIds({}), IsEmpty());
  EXPECT_THAT(AllChanges(), IsEmpty());
  EXPECT_THAT(store().GetEntry(EntryId{1}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound));
}

TEST_P(WatchlistStoreContract, ReturnsAListAsItWasCreated) {
  const WatchList created = MakeList("a");
  Commit("create-a", CreateListChange{created});
  harness_->Reopen();
  const auto lists = store().Lists("", 10);
  ASSERT_OK(lists);
  ASSERT_EQ(lists->size(), 1U);
  const WatchList& list = lists->front();
  EXPECT_EQ(list.id, created.id);
  EXPECT_EQ(list.display_name, created.display_name);
  EXPECT_EQ(list.owner, created.owner);
  EXPECT_EQ(list.purpose, created.purpose);
  EXPECT_EQ(list.legal_basis, created.legal_basis);
  EXPECT_EQ(list.create_time, created.create_time);
}

TEST_P(WatchlistStoreContract, ReturnsAnEntryAsItWasEnrolled) {
  Commit("create-b", CreateListChange{MakeList("b")});
  Commit("create-a", CreateListChange{MakeList("a")});
  const EnrollEntryChange enrolment = MakeEnrolment(7, {ListId{"a"}, ListId{"b"}}, 3);
  Commit("enrol-7", enrolment);
  harness_->Reopen();
  const auto entry = store().GetEntry(EntryId{7});
  ASSERT_OK(entry);
  EXPECT_EQ(entry->id, EntryId{7});
  EXPECT_EQ(entry->external_reference, "case-7");
  EXPECT_EQ(entry->display_name, "Person 7");
  EXPECT_EQ(entry->lists, enrolment.entry.lists);
  EXPECT_EQ(entry->revision, Revision{1});
  EXPECT_EQ(entry->create_time, enrolment.entry.create_time);
  ASSERT_EQ(entry->references.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const Quality& expected = enrolment.faces[i].info.quality;
    EXPECT_EQ(entry->references[i].id, enrolment.faces[i].info.id);
    EXPECT_EQ(entry->references[i].quality.inter_eye_distance_px, expected.inter_eye_distance_px);
    EXPECT_EQ(entry->references[i].quality.sharpness, expected.sharpness);
    EXPECT_EQ(entry->references[i].quality.mean_luminance, expected.mean_luminance);
    EXPECT_EQ(entry->references[i].quality.detector_confidence, expected.detector_confidence);
  }
}

TEST_P(WatchlistStoreContract, KeepsEmptyTextsAndZeroBytes) {
  Commit("create-a", CreateListChange{MakeList("a")});
  EnrollEntryChange enrolment = MakeEnrolment(1, {ListId{"a"}});
  enrolment.entry.external_reference = "";
  enrolment.entry.display_name = std::string("A\0B", 3);
  enrolment.faces[0].portrait = "";
  Mutation mutation = MakeMutation("enrol-1", enrolment);
  mutation.response = "";
  ASSERT_OK(store().Commit(mutation));
  const auto entry = store().GetEntry(EntryId{1});
  ASSERT_OK(entry);
  EXPECT_EQ(entry->external_reference, "");
  EXPECT_EQ(entry->display_name, std::string("A\0B", 3));
  const auto response = store().FindResponse(mutation.key, TimeAt(11));
  ASSERT_OK(response);
  EXPECT_EQ(*response, "");
}

TEST_P(WatchlistStoreContract, ListsByIdInPages) {
  for (const char* id : {"b", "a-1", "a", "c"}) Commit(id, CreateListChange{MakeList(id)});
  EXPECT_THAT(ListIds("", 2), ElementsAre("a", "a-1"));
  EXPECT_THAT(ListIds("a-1", 2), ElementsAre("b", "c"));
  EXPECT_THAT(ListIds("c", 2), IsEmpty());
}

TEST_P(WatchlistStoreContract, FindsEntriesByIdAndListInPages) {
  Commit("create-a", CreateListChange{MakeList("a")});
  Commit("create-b", CreateListChange{MakeList("b")});
  for (const std::int64_t id :
       {std::int64_t{5}, std::int64_t{1}, std::int64_t{9'000'000'000'000}, std::int64_t{3}}) {
    const std::vector<ListId> lists =
        id == 3 ? std::vector{ListId{"b"}} : std::vector{ListId{"a"}, ListId{"b"}};
    Commit("enrol-" + std::to_string(id), MakeEnrolment(id, lists));
  }
  EXPECT_THAT(EntryIds({}), ElementsAre(1, 3, 5, 9'000'000'000'000));
  EXPECT_THAT(EntryIds({.list = {}, .after = {}, .limit = 2}), ElementsAre(1, 3));
  EXPECT_THAT(EntryIds({.list = {}, .after = EntryId{3}, .limit = 2}),
              ElementsAre(5, 9'000'000'000'000));
  EXPECT_THAT(EntryIds({.list = ListId{"a"}, .after = EntryId{1}, .limit = 1}), ElementsAre(5));
  EXPECT_THAT(store().Entries({.list = ListId{"nope"}, .after = {}, .limit = 1}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
}

TEST_P(WatchlistStoreContract, TellsTheGalleryOfEveryChangeInOrder) {
  Fill();
  const std::vector<GalleryChange> changes = AllChanges();
  ASSERT_EQ(changes.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(changes[i].sequence, Sequence{i + 1});
  EXPECT_EQ(std::get<ListId>(changes[0].state), ListId{"a"});
  const auto& first = std::get<EnrolledEntry>(changes[2].state);
  EXPECT_EQ(first.id, EntryId{1});
  EXPECT_THAT(first.lists, ElementsAre(ListId{"a"}));
  ASSERT_EQ(first.references.size(), 2U);
  EXPECT_EQ(first.references[0].id, ReferenceId{1000});
  EXPECT_EQ(first.references[1].id, ReferenceId{999});
  EXPECT_EQ(first.references[1].embedding.model(), ContractModel());
  EXPECT_THAT(first.references[1].embedding.values(), ElementsAre(1.0F, 1.0F, -0.5F));
}

TEST_P(WatchlistStoreContract, TellsTheGalleryTheStateOfNow) {
  Fill();
  Commit("delete-1", DeleteEntryChange{EntryId{1}, std::nullopt});
  const std::vector<GalleryChange> changes = AllChanges();
  ASSERT_EQ(changes.size(), 5U);
  EXPECT_EQ(std::get<EntryId>(changes[2].state), EntryId{1});
  EXPECT_EQ(std::get<EnrolledEntry>(changes[3].state).id, EntryId{2});
  EXPECT_EQ(std::get<EntryId>(changes[4].state), EntryId{1});
}

TEST_P(WatchlistStoreContract, TellsChangesInPages) {
  Fill();
  const auto page = store().ChangesAfter(Sequence{1}, 2);
  ASSERT_OK(page);
  ASSERT_EQ(page->size(), 2U);
  EXPECT_EQ(page->front().sequence, Sequence{2});
  EXPECT_EQ(page->back().sequence, Sequence{3});
  const auto end = store().ChangesAfter(Sequence{4}, 2);
  ASSERT_OK(end);
  EXPECT_THAT(*end, IsEmpty());
}

TEST_P(WatchlistStoreContract, NumbersChangesWithoutGapsWhenManyCommitAtOnce) {
  Commit("create-a", CreateListChange{MakeList("a")});
  std::vector<std::thread> threads;
  for (std::int64_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (std::int64_t i = 1; i <= 10; ++i) {
        const std::int64_t id = 100 * (thread + 1) + i;
        const std::string request = "enrol-" + std::to_string(id);
        // Every third is refused, which must not use up a number.
        const ListId list{i % 3 == 0 ? "nope" : "a"};
        const auto result = store().Commit(MakeMutation(request, MakeEnrolment(id, {list})));
        EXPECT_EQ(result.ok(), i % 3 != 0) << result.status();
        EXPECT_OK(store().ChangesAfter(Sequence{0}, 1000));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<GalleryChange> changes = AllChanges();
  ASSERT_EQ(changes.size(), 29U);
  std::set<EntryId> entries;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    EXPECT_EQ(changes[i].sequence, Sequence{i + 1});
    if (const auto* entry = std::get_if<EnrolledEntry>(&changes[i].state)) {
      entries.insert(entry->id);
    }
  }
  EXPECT_EQ(entries.size(), 28U);
}

}  // namespace portcullis::testing
