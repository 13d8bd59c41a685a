// Part of watchlist_store_contract.h: records come back as they went in.
#pragma once

#include <string>
#include <vector>

#include "tests/contract/watchlist_store_harness.h"

namespace portcullis::testing {

TEST_P(WatchlistStoreContract, StartsEmpty) {
  EXPECT_THAT(ListIds("", 10), IsEmpty());
  EXPECT_THAT(EntryIds({}), IsEmpty());
  EXPECT_THAT(AllChanges(), IsEmpty());
  EXPECT_THAT(AllEvents(), IsEmpty());
  const GalleryCopy gallery = ReadGallery();
  EXPECT_THAT(gallery.lists, IsEmpty());
  EXPECT_THAT(gallery.entries, IsEmpty());
  EXPECT_THAT(store().GetEntry(EntryId{1}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound));
  EXPECT_THAT(store().Faces(EntryId{1}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound));
  EXPECT_THAT(store().GetList(ListId{"a"}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
}

TEST_P(WatchlistStoreContract, ReturnsAListAsItWasPut) {
  const WatchList created = MakeList("a");
  Commit("create-a", MakePut(created));
  harness_->Reopen();
  const auto list = store().GetList(ListId{"a"});
  ASSERT_OK(list);
  EXPECT_EQ(*list, created);
  const auto lists = store().Lists("", 10);
  ASSERT_OK(lists);
  EXPECT_THAT(*lists, ElementsAre(created));
}

TEST_P(WatchlistStoreContract, ReturnsAnEntryAsItWasPut) {
  Commit("create-b", MakePut(MakeList("b")));
  Commit("create-a", MakePut(MakeList("a")));
  const PutEntry put = MakeEntry(7, {"a", "b"}, 3);
  Commit("enrol-7", put);
  harness_->Reopen();
  EXPECT_EQ(GetEntry(7), put.entry);
  const auto entries = store().Entries({});
  ASSERT_OK(entries);
  EXPECT_THAT(*entries, ElementsAre(put.entry));
}

TEST_P(WatchlistStoreContract, ReturnsEveryFieldOfAnEntry) {
  Commit("create-a", MakePut(MakeList("a")));
  Commit("create-b", MakePut(MakeList("b")));
  for (const EntryStatus status :
       {EntryStatus::kProposed, EntryStatus::kActive, EntryStatus::kSuspended,
        EntryStatus::kExpired, EntryStatus::kRetired}) {
    const auto id = static_cast<std::int64_t>(status);
    PutEntry put = MakeEntry(id, {"a", "b"}, 2);
    put.entry.status = status;
    put.entry.lists[1].pending = true;
    put.entry.references[0].pending = true;
    put.entry.details.valid_from = std::nullopt;
    put.entry.details.valid_until = TimeAt(77) + absl::Nanoseconds(999'999'999);
    put.entry.absorbs = {EntryId{8}, EntryId{9'223'372'036'854'775'807}};
    if (status == EntryStatus::kRetired) put.entry.merged_into = EntryId{1};
    Commit("enrol-" + std::to_string(id), put);
    EXPECT_EQ(GetEntry(id), put.entry);
  }
}

TEST_P(WatchlistStoreContract, KeepsEmptyTextsAndZeroBytes) {
  Commit("create-a", MakePut(MakeList("a")));
  PutEntry put = MakeEntry(1, {"a"});
  put.entry.details = {.external_reference = "",
                       .display_name = std::string("A\0B", 3),
                       .alias_names = {""},
                       .document_numbers = {},
                       .valid_from = std::nullopt,
                       .valid_until = std::nullopt,
                       .review_by = absl::UnixEpoch() - absl::Nanoseconds(5)};
  put.entry.status_reason = "";
  put.entry.proposal = {};
  put.added[0].portrait = "";
  Mutation mutation = MakeMutation("enrol-1", put);
  mutation.response = "";
  Commit(mutation);
  EXPECT_EQ(GetEntry(1), put.entry);
  const auto faces = store().Faces(EntryId{1});
  ASSERT_OK(faces);
  EXPECT_EQ(faces->at(0).portrait, "");
  const auto response = store().FindResponse(*mutation.key, TimeAt(11));
  ASSERT_OK(response);
  EXPECT_EQ(*response, "");
}

TEST_P(WatchlistStoreContract, ReturnsTheFacesInTheOrderOfTheReferences) {
  Commit("create-a", MakePut(MakeList("a")));
  PutEntry put = MakeEntry(7, {"a"}, 3);
  put.entry.references[1].pending = true;
  put.added[2].portrait = std::string(100'000, 'x') + std::string("\0y", 2);
  Commit("enrol-7", put);
  const auto faces = store().Faces(EntryId{7});
  ASSERT_OK(faces);
  ASSERT_EQ(faces->size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(faces->at(i).info, put.entry.references[i]);
    EXPECT_EQ(faces->at(i).portrait, put.added[i].portrait);
    EXPECT_EQ(faces->at(i).embedding.model(), ContractModel());
    EXPECT_THAT(faces->at(i).embedding.values(), ElementsAre(7.0F, static_cast<float>(i), -0.5F));
  }
}

TEST_P(WatchlistStoreContract, ListsByIdInPages) {
  for (const char* id : {"b", "a-1", "a", "c"}) Commit(id, MakePut(MakeList(id)));
  EXPECT_THAT(ListIds("", 2), ElementsAre("a", "a-1"));
  EXPECT_THAT(ListIds("a-1", 2), ElementsAre("b", "c"));
  EXPECT_THAT(ListIds("c", 2), IsEmpty());
}

}  // namespace portcullis::testing
