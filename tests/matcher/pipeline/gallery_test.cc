#include "matcher/pipeline/gallery.h"

#include <atomic>
#include <functional>
#include <thread>
#include <utility>

#include "matcher/index/flat_reference_index.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::portcullis::testing::FailsWith;
using ::portcullis::testing::MessageHas;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ModelId& Model() {
  static const ModelId* const model = new ModelId{"model", "0123", "alignment"};
  return *model;
}

Embedding At(float x) { return Embedding(Model(), {x, 0}); }

/// The plain index, with a way to do something just before a scan, to count changes and to fail.
class ScriptedIndex final : public ReferenceIndex {
 public:
  absl::Status Apply(const IndexChange& change) override {
    ++changes;
    if (!fail_with.ok()) return fail_with;
    return plain_->Apply(change);
  }
  absl::StatusOr<IndexResult> Search(const Embedding& probe,
                                     const IndexQuery& query) const override {
    if (before_next_search) std::exchange(before_next_search, nullptr)();
    auto result = plain_->Search(probe, query);
    if (after_next_search) std::exchange(after_next_search, nullptr)();
    return result;
  }
  std::size_t size() const override { return plain_->size(); }

  int changes = 0;
  absl::Status fail_with;
  mutable std::function<void()> before_next_search;
  mutable std::function<void()> after_next_search;

 private:
  std::unique_ptr<ReferenceIndex> plain_ = *CreateFlatReferenceIndex(Model(), 2);
};

class GalleryTest : public ::testing::Test {
 protected:
  GalleryTest() {
    gallery_.PutList(kA);
    gallery_.PutList(kB);
    gallery_.PutList(kC);
  }

  static EnrolledEntry Entry(std::int64_t id, std::vector<ListId> lists, std::vector<float> faces) {
    EnrolledEntry entry{EntryId{id}, std::move(lists), {}};
    for (const float face : faces) {
      const auto number = static_cast<std::int64_t>(entry.references.size());
      entry.references.push_back({ReferenceId{id * 100 + number}, At(face)});
    }
    return entry;
  }

  GalleryResult Search(float x, std::vector<ListId> lists) const {
    auto result = gallery_.Search(At(x), {.max_candidates = 10, .lists = std::move(lists)});
    EXPECT_OK(result);
    return result.value_or(GalleryResult{});
  }

  std::vector<std::int64_t> Found(std::vector<ListId> lists) const {
    std::vector<std::int64_t> entries;
    for (const Candidate& candidate : Search(0, std::move(lists)).candidates) {
      entries.push_back(candidate.entry.value);
    }
    return entries;
  }

  const ListId kA{"a"};
  const ListId kB{"b"};
  const ListId kC{"c"};
  ScriptedIndex* index_ = new ScriptedIndex;
  Gallery gallery_{std::unique_ptr<ReferenceIndex>(index_)};
};

TEST_F(GalleryTest, IsAsInTheBeginningAfterItWasCleared) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA, kB}, {1, 2})));
  ASSERT_OK(gallery_.PutEntry(Entry(2, {kB}, {3})));
  ASSERT_OK(gallery_.Clear());
  EXPECT_EQ(gallery_.status().lists, 0U);
  EXPECT_EQ(gallery_.status().entries, 0U);
  EXPECT_EQ(gallery_.status().references, 0U);
  EXPECT_FALSE(gallery_.CheckLists({kA}).ok());
  gallery_.PutList(kB);
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kB}, {1})));
  const auto result = gallery_.Search(At(1), {.lists = {kB}});
  ASSERT_OK(result);
  ASSERT_EQ(result->candidates.size(), 1U);
  EXPECT_EQ(result->references_searched, 1U);
}

TEST_F(GalleryTest, StartsEmptyAndNotComplete) {
  const GalleryResult result = Search(0, {});
  EXPECT_THAT(result.candidates, IsEmpty());
  EXPECT_EQ(result.entries_searched, 0U);
  EXPECT_EQ(result.epoch, Sequence{0});
  EXPECT_FALSE(result.complete);
}

TEST_F(GalleryTest, SearchesTheListsAskedForAndAllWhenNoneIs) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, {1})));
  ASSERT_OK(gallery_.PutEntry(Entry(2, {kB}, {2})));
  ASSERT_OK(gallery_.PutEntry(Entry(3, {kA, kB}, {3})));
  EXPECT_THAT(Found({kA}), ElementsAre(1, 3));
  EXPECT_THAT(Found({kB}), ElementsAre(2, 3));
  EXPECT_THAT(Found({kA, kB}), ElementsAre(1, 2, 3));
  EXPECT_THAT(Found({}), ElementsAre(1, 2, 3));
  EXPECT_THAT(Found({kC}), IsEmpty());
}

TEST_F(GalleryTest, CountsAnEntryOnSeveralSearchedListsOnce) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA, kB, kC}, {1, 2})));
  ASSERT_OK(gallery_.PutEntry(Entry(2, {kC}, {3})));
  const GalleryResult result = Search(0, {kA, kB, kA});
  EXPECT_EQ(result.candidates.size(), 1U);
  EXPECT_EQ(result.entries_searched, 1U);
  EXPECT_EQ(result.references_searched, 2U);
  EXPECT_EQ(Search(0, {}).entries_searched, 2U);
}

TEST_F(GalleryTest, TellsTheListsOfEachCandidateAndTheSizesOfWhatWasSearched) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA, kB}, {1, 2})));
  ASSERT_OK(gallery_.PutEntry(Entry(2, {kB}, {3})));
  const GalleryResult all = Search(0, {});
  ASSERT_EQ(all.candidates.size(), 2U);
  EXPECT_THAT(all.candidates[0].lists, ElementsAre(kA, kB));
  EXPECT_EQ(all.candidates[0].references, 2U);
  EXPECT_THAT(all.lists, ElementsAre(ListSize{kA, 1, 2}, ListSize{kB, 2, 3}, ListSize{kC, 0, 0}));
  EXPECT_EQ(gallery_.ListSizes(), all.lists);
  const GalleryResult some = Search(0, {kC, kB});
  EXPECT_THAT(some.candidates[0].lists, ElementsAre(kB));
  EXPECT_THAT(some.lists, ElementsAre(ListSize{kB, 2, 3}, ListSize{kC, 0, 0}));
  ASSERT_OK(gallery_.RemoveEntry(EntryId{1}));
  EXPECT_THAT(Search(0, {kB}).lists, ElementsAre(ListSize{kB, 1, 1}));
}

TEST_F(GalleryTest, SaysWhenThereMayBeMoreThanWasAskedFor) {
  for (int id = 1; id <= 3; ++id) {
    ASSERT_OK(gallery_.PutEntry(Entry(id, {kA}, {static_cast<float>(id)})));
  }
  EXPECT_TRUE(gallery_.Search(At(0), {.max_candidates = 2, .lists = {}})->has_more);
  EXPECT_FALSE(gallery_.Search(At(0), {.max_candidates = 4, .lists = {}})->has_more);
}

TEST_F(GalleryTest, LeavesOutAnEntryThatGoesWhileItIsSearched) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, {1})));
  ASSERT_OK(gallery_.PutEntry(Entry(2, {kA}, {2})));
  index_->after_next_search = [this] { ASSERT_OK(gallery_.RemoveEntry(EntryId{1})); };
  EXPECT_THAT(Found({kA}), ElementsAre(2));
}

TEST_F(GalleryTest, NamesAListThatItDoesNotKnow) {
  const auto result = gallery_.Search(At(0), {.max_candidates = 1, .lists = {kA, ListId{"nope"}}});
  EXPECT_THAT(result, FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
  EXPECT_THAT(result, MessageHas("nope"));
}

TEST_F(GalleryTest, ReplacesAnEntryWholeInOneChangeOfTheIndex) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, {1, 2, 3})));
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kB}, {7})));
  EXPECT_EQ(index_->changes, 2);
  EXPECT_THAT(Found({kA}), IsEmpty());
  EXPECT_THAT(Found({kB}), ElementsAre(1));
  EXPECT_EQ(Search(7, {kB}).candidates[0].distance.value, 0.0F);
  EXPECT_EQ(Search(0, {kA}).entries_searched, 0U);
  EXPECT_EQ(gallery_.status().references, 1U);
  EXPECT_EQ(gallery_.status().entries, 1U);
}

TEST_F(GalleryTest, TakesTheSameChangesTwice) {
  for (int i = 0; i < 2; ++i) {
    gallery_.PutList(kA);
    ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, {1, 2})));
    ASSERT_OK(gallery_.RemoveEntry(EntryId{2}));
  }
  const GalleryResult result = Search(0, {kA});
  EXPECT_EQ(result.entries_searched, 1U);
  EXPECT_EQ(result.references_searched, 2U);
}

TEST_F(GalleryTest, ForgetsARemovedEntry) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, {1})));
  ASSERT_OK(gallery_.PutEntry(Entry(2, {kA}, {2})));
  ASSERT_OK(gallery_.RemoveEntry(EntryId{1}));
  EXPECT_THAT(Found({kA}), ElementsAre(2));
  EXPECT_EQ(Search(0, {kA}).entries_searched, 1U);
  EXPECT_EQ(gallery_.status().references, 1U);
}

TEST_F(GalleryTest, StaysAsItWasWhenTheIndexRefusesAChange) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, {1})));
  index_->fail_with = absl::InternalError("no memory");
  EXPECT_THAT(gallery_.PutEntry(Entry(1, {kB}, {1})), MessageHas("no memory"));
  EXPECT_THAT(gallery_.PutEntry(Entry(2, {kB, kC}, {1})), MessageHas("no memory"));
  EXPECT_THAT(gallery_.RemoveEntry(EntryId{1}), MessageHas("no memory"));
  EXPECT_THAT(Found({kA}), ElementsAre(1));
  EXPECT_EQ(Search(0, {kA}).entries_searched, 1U);
  EXPECT_EQ(Search(0, {kB, kC}).entries_searched, 0U);
}

TEST_F(GalleryTest, RefusesAnEntryThatNoSearchCouldFind) {
  EXPECT_EQ(gallery_.PutEntry(Entry(1, {}, {1})).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(gallery_.PutEntry(Entry(1, {kA}, {})).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(gallery_.PutEntry(Entry(1, {kA, ListId{"unknown"}}, {1})).code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(gallery_.status().entries, 0U);
  EXPECT_EQ(index_->changes, 0);
}

TEST_F(GalleryTest, SaysWhetherItHasFollowedTheStore) {
  gallery_.MarkComplete(Sequence{7});
  EXPECT_TRUE(Search(0, {}).complete);
  EXPECT_EQ(Search(0, {kA}).epoch, Sequence{7});
  gallery_.MarkIncomplete();
  EXPECT_FALSE(Search(0, {kA}).complete);
  EXPECT_EQ(gallery_.status().epoch, Sequence{7});
  EXPECT_EQ(gallery_.status().lists, 3U);
}

TEST_F(GalleryTest, IsNotCompleteWhileAnEntryMayBeMissingWhoseTimeHasCome) {
  gallery_.MarkComplete(Sequence{7});
  gallery_.SetOverdue(true);
  EXPECT_FALSE(gallery_.status().complete);
  const auto result = gallery_.Search(At(0), {});
  ASSERT_OK(result);
  EXPECT_FALSE(result->complete);
  EXPECT_EQ(result->epoch, Sequence{7});

  gallery_.MarkComplete(Sequence{8});  // what follows the store knows nothing of that
  EXPECT_FALSE(gallery_.status().complete);
  gallery_.SetOverdue(false);
  EXPECT_TRUE(gallery_.status().complete);
}

TEST_F(GalleryTest, FindsAnEntryThatMovesToANewCombinationOfListsDuringASearch) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, {1})));
  index_->before_next_search = [this] { ASSERT_OK(gallery_.PutEntry(Entry(1, {kA, kB}, {1}))); };
  EXPECT_THAT(Found({kA}), ElementsAre(1));
}

TEST_F(GalleryTest, ReportsTheEpochThatWasSurelySearched) {
  gallery_.MarkComplete(Sequence{1});
  index_->before_next_search = [this] { gallery_.MarkComplete(Sequence{2}); };
  EXPECT_EQ(Search(0, {}).epoch, Sequence{1});
}

TEST(GalleryUnderLoad, NeverMissesAnEntryThatIsOnlyEverMoved) {
  Gallery gallery(*CreateFlatReferenceIndex(Model(), 2));
  std::vector<ListId> lists;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    lists.push_back(ListId{name});
    gallery.PutList(lists.back());
  }
  // Entry 1 is always on list a; the other lists it is on take every combination.
  const auto entry = [&](unsigned combination) {
    EnrolledEntry moved{EntryId{1}, {lists[0]}, {{ReferenceId{1}, At(1)}}};
    for (unsigned i = 0; i < 5; ++i) {
      if ((combination >> i & 1U) != 0) moved.lists.push_back(lists[i + 1]);
    }
    return moved;
  };
  ASSERT_OK(gallery.PutEntry(entry(0)));
  std::atomic<bool> stop = false;
  std::atomic<int> misses = 0;
  std::vector<std::thread> searchers;
  for (int i = 0; i < 3; ++i) {
    searchers.emplace_back([&] {
      while (!stop) {
        const auto result = gallery.Search(At(1), {.max_candidates = 1, .lists = {lists[0]}});
        if (!result.ok() || result->candidates.size() != 1) ++misses;
      }
    });
  }
  for (unsigned move = 0; move < 640; ++move) ASSERT_OK(gallery.PutEntry(entry(move % 32)));
  stop = true;
  for (std::thread& searcher : searchers) searcher.join();
  EXPECT_EQ(misses, 0);
}

}  // namespace
}  // namespace portcullis
