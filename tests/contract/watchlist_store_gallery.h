// Part of watchlist_store_contract.h: what galleries and the clock are told.
#pragma once

#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "border/watchlist/entry_lifecycle.h"
#include "tests/contract/watchlist_store_harness.h"

namespace portcullis::testing {

TEST_P(WatchlistStoreContract, TellsTheGalleryOfEveryChangeInOrder) {
  Fill();
  const std::vector<GalleryChange> changes = AllChanges();
  ASSERT_EQ(changes.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(changes[i].sequence, Sequence{i + 1});
  EXPECT_EQ(std::get<ListPresence>(changes[0].state).list, ListId{"a"});
  EXPECT_TRUE(std::get<ListPresence>(changes[0].state).present);
  const auto& first = std::get<EntryFaces>(changes[2].state);
  EXPECT_EQ(first.id, EntryId{1});
  EXPECT_FALSE(first.dormant);
  ASSERT_TRUE(first.searchable);
  EXPECT_EQ(first.searchable->id, EntryId{1});
  EXPECT_THAT(first.searchable->lists, ElementsAre(ListId{"a"}));
  EXPECT_FALSE(first.searchable->valid_until);
  ASSERT_EQ(first.searchable->references.size(), 2U);
  EXPECT_EQ(first.searchable->references[0].id, ReferenceId{1000});
  EXPECT_EQ(first.searchable->references[1].id, ReferenceId{999});
  EXPECT_EQ(first.searchable->references[1].embedding.model(), ContractModel());
  EXPECT_THAT(first.searchable->references[1].embedding.values(), ElementsAre(1.0F, 1.0F, -0.5F));
}

TEST_P(WatchlistStoreContract, TellsTheGalleryTheStateOfNow) {
  Fill();
  Commit("erase-1", EraseEntry{EntryId{1}, Revision{1}});
  Entry entry = GetEntry(2);
  entry.lists = {{ListId{"a"}, false}};
  Commit("leave-b", Replace(entry));
  Commit("delete-b", DeleteList{ListId{"b"}, Revision{1}});
  const std::vector<GalleryChange> changes = AllChanges();
  ASSERT_EQ(changes.size(), 7U);
  EXPECT_FALSE(std::get<ListPresence>(changes[1].state).present);
  EXPECT_FALSE(std::get<EntryFaces>(changes[2].state).searchable);
  EXPECT_FALSE(std::get<EntryFaces>(changes[2].state).dormant);
  EXPECT_THAT(std::get<EntryFaces>(changes[3].state).searchable->lists, ElementsAre(ListId{"a"}));
  EXPECT_EQ(std::get<EntryFaces>(changes[4].state).id, EntryId{1});
  EXPECT_FALSE(std::get<ListPresence>(changes[6].state).present);
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

TEST_P(WatchlistStoreContract, DividesEntriesIntoSearchableAndDormant) {
  Commit("create-a", MakePut(MakeList("a")));
  Commit("create-b", MakePut(MakeList("b")));
  const auto put = [this](std::int64_t id, EntryStatus status, bool pending) {
    PutEntry change = MakeEntry(id, {"a", "b"}, 2);
    change.entry.status = status;
    change.entry.details.valid_until = TimeAt(500);
    change.entry.lists[1].pending = pending;
    change.entry.references[0].pending = pending;
    Commit("put-" + std::to_string(id), change);
  };
  put(1, EntryStatus::kActive, false);
  put(2, EntryStatus::kActive, true);
  put(3, EntryStatus::kProposed, true);
  put(4, EntryStatus::kSuspended, false);
  put(5, EntryStatus::kExpired, false);
  put(6, EntryStatus::kRetired, false);

  const GalleryCopy gallery = ReadGallery();
  EXPECT_THAT(gallery.lists, ElementsAre(ListId{"a"}, ListId{"b"}));
  ASSERT_EQ(gallery.entries.size(), 5U);
  const EntryFaces& active = gallery.entries.at(EntryId{1});
  ASSERT_TRUE(active.searchable);
  EXPECT_FALSE(active.dormant);
  EXPECT_EQ(active.searchable->lists.size(), 2U);
  EXPECT_EQ(active.searchable->valid_until, TimeAt(500));

  const EntryFaces& partly = gallery.entries.at(EntryId{2});
  ASSERT_TRUE(partly.searchable);
  EXPECT_THAT(partly.searchable->lists, ElementsAre(ListId{"a"}));
  ASSERT_EQ(partly.searchable->references.size(), 1U);
  EXPECT_EQ(partly.searchable->references[0].id, ReferenceId{1999});
  ASSERT_TRUE(partly.dormant);
  EXPECT_THAT(partly.dormant->lists, ElementsAre(ListId{"a"}, ListId{"b"}));
  ASSERT_EQ(partly.dormant->references.size(), 1U);
  EXPECT_EQ(partly.dormant->references[0].id, ReferenceId{2000});

  for (const std::int64_t id : {3, 4, 5}) {
    const EntryFaces& faces = gallery.entries.at(EntryId{id});
    EXPECT_FALSE(faces.searchable);
    ASSERT_TRUE(faces.dormant);
    EXPECT_EQ(faces.dormant->lists.size(), 2U);
    EXPECT_EQ(faces.dormant->references.size(), 2U);
    // An expired entry is a duplicate like any other.
    EXPECT_FALSE(faces.dormant->valid_until);
  }
}

TEST_P(WatchlistStoreContract, GivesTheGalleryWhatTheChangesAddUpTo) {
  Fill();
  for (std::int64_t id = 10; id < 30; ++id) {
    PutEntry put = MakeEntry(id, {"a", "b"}, 1 + static_cast<int>(id % 3));
    put.entry.status = static_cast<EntryStatus>(1 + id % 5);
    put.entry.lists[0].pending = id % 2 == 0;
    put.entry.references.back().pending = id % 4 == 0;
    Commit("put-" + std::to_string(id), put);
    if (id % 7 == 0) Commit("erase-" + std::to_string(id), EraseEntry{EntryId{id}, Revision{1}});
    if (id % 6 == 0) Commit("again-" + std::to_string(id), Replace(put.entry, {MakeFace(id, 9)}));
  }
  std::set<ListId> lists;
  std::map<EntryId, std::string> entries;
  for (const GalleryChange& change : AllChanges()) {
    if (const auto* list = std::get_if<ListPresence>(&change.state)) {
      if (list->present) lists.insert(list->list);
      continue;
    }
    const auto& faces = std::get<EntryFaces>(change.state);
    entries.erase(faces.id);
    if (faces.searchable || faces.dormant) entries[faces.id] = Describe(faces);
  }
  const GalleryCopy gallery = ReadGallery();
  EXPECT_EQ(std::set<ListId>(gallery.lists.begin(), gallery.lists.end()), lists);
  std::map<EntryId, std::string> given;
  for (const auto& [id, faces] : gallery.entries) given[id] = Describe(faces);
  EXPECT_EQ(given, entries);
}

TEST_P(WatchlistStoreContract, EndsReadingTheGalleryWithTheErrorOfTheSink) {
  Fill();
  struct Refuser final : public GallerySink {
    explicit Refuser(bool lists) : refuses_lists(lists) {}
    absl::Status PutLists(std::vector<ListId> /*lists*/) override {
      return refuses_lists ? absl::CancelledError("no lists") : absl::OkStatus();
    }
    absl::Status PutEntries(std::vector<EntryFaces> /*entries*/) override {
      return absl::CancelledError("no entries");
    }
    absl::Status StartOver() override { return absl::OkStatus(); }
    const bool refuses_lists;
  };
  Refuser no_lists(true);
  EXPECT_EQ(store().ReadGallery(no_lists).status(), absl::CancelledError("no lists"));
  Refuser no_entries(false);
  EXPECT_EQ(store().ReadGallery(no_entries).status(), absl::CancelledError("no entries"));
  EXPECT_EQ(ReadGallery().entries.size(), 2U);
}

TEST_P(WatchlistStoreContract, LetsTheSinkReadAndWriteTheStore) {
  Fill();
  struct Reader final : public GallerySink {
    explicit Reader(WatchlistStore& read) : store(read) {}
    absl::Status PutLists(std::vector<ListId> /*lists*/) override {
      return store.Commit(MakeMutation("create-c", MakePut(MakeList("c")))).status();
    }
    absl::Status PutEntries(std::vector<EntryFaces> entries) override {
      return store.GetEntry(entries.at(0).id).status();
    }
    absl::Status StartOver() override { return absl::OkStatus(); }
    WatchlistStore& store;
  };
  Reader reader(store());
  const auto sequence = store().ReadGallery(reader);
  ASSERT_OK(sequence);
  EXPECT_EQ(*sequence, Sequence{4});
}

TEST_P(WatchlistStoreContract, FindsWhatIsDueTheLongestDueFirst) {
  Commit("create-a", MakePut(MakeList("a")));
  const auto put = [this](std::int64_t id, EntryStatus status, absl::Time time, bool pending) {
    PutEntry change = MakeEntry(id, {"a"});
    change.entry.status = status;
    change.entry.details.valid_from = time;
    change.entry.details.valid_until = time + absl::Seconds(1);
    change.entry.lists[0].pending = pending;
    change.entry.references[0].pending = pending;
    Commit("put-" + std::to_string(id), change);
  };
  put(1, EntryStatus::kActive, TimeAt(200), false);
  put(2, EntryStatus::kProposed, TimeAt(150), false);  // due when its validity begins
  put(3, EntryStatus::kProposed, TimeAt(100), true);   // not approved: due when it ends
  put(4, EntryStatus::kSuspended, TimeAt(120), false);
  put(5, EntryStatus::kExpired, TimeAt(10), false);
  put(6, EntryStatus::kRetired, TimeAt(10), false);
  put(7, EntryStatus::kActive, TimeAt(900), false);
  Commit("put-8", MakeEntry(8, {"a"}));  // has no end

  const auto ids = [this](absl::Time now, std::size_t limit) {
    std::vector<std::int64_t> found;
    const auto due = store().DueForTimeAct(now, limit);
    EXPECT_OK(due);
    for (const Entry& entry : due.value_or(std::vector<Entry>{})) {
      found.push_back(entry.id.value);
      EXPECT_EQ(entry, GetEntry(entry.id.value));
    }
    return found;
  };
  EXPECT_THAT(ids(TimeAt(201), 10), ElementsAre(3, 4, 2, 1));
  EXPECT_THAT(ids(TimeAt(201), 2), ElementsAre(3, 4));
  EXPECT_THAT(ids(TimeAt(201) - absl::Nanoseconds(1), 10), ElementsAre(3, 4, 2));
  EXPECT_THAT(ids(TimeAt(100), 10), IsEmpty());
  EXPECT_THAT(ids(absl::InfiniteFuture(), 10), ElementsAre(3, 4, 2, 1, 7));

  const auto due = store().DueForTimeAct(TimeAt(201), 1);
  ASSERT_OK(due);
  Commit("expire-3", Replace([&] {
           Entry entry = AfterTimeAct(due->at(0), EntryStatus::kExpired, TimeAt(201));
           --entry.revision.value;
           return entry;
         }()));
  EXPECT_THAT(ids(TimeAt(201), 10), ElementsAre(4, 2, 1));
}

TEST_P(WatchlistStoreContract, NumbersChangesWithoutGapsWhenManyCommitAtOnce) {
  Commit("create-a", MakePut(MakeList("a")));
  std::vector<std::thread> threads;
  for (std::int64_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (std::int64_t i = 1; i <= 10; ++i) {
        const std::int64_t id = 100 * (thread + 1) + i;
        const std::string request = "enrol-" + std::to_string(id);
        // Every third is refused, which must not use up a number.
        const std::vector<std::string> lists = {i % 3 == 0 ? "nope" : "a"};
        const auto result = store().Commit(MakeMutation(request, MakeEntry(id, lists)));
        EXPECT_EQ(result.ok(), i % 3 != 0) << result.status();
        EXPECT_OK(store().ChangesAfter(Sequence{0}, 1000));
        GalleryCopy gallery;
        EXPECT_OK(store().ReadGallery(gallery));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<GalleryChange> changes = AllChanges();
  ASSERT_EQ(changes.size(), 29U);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    EXPECT_EQ(changes[i].sequence, Sequence{i + 1});
  }
  EXPECT_EQ(ReadGallery().entries.size(), 28U);
}

}  // namespace portcullis::testing
