#include <atomic>
#include <thread>
#include <vector>

#include "matcher/index/flat_reference_index.h"
#include "matcher/pipeline/gallery.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MessageHas;

const ModelId kModel{"model", "0123", "alignment"};
const ListId kA{"a"};
const ListId kB{"b"};

class GalleryExpiryTest : public ::testing::Test {
 protected:
  GalleryExpiryTest() {
    gallery_.PutList(kA);
    gallery_.PutList(kB);
  }

  static EnrolledEntry Entry(std::int64_t id, std::vector<ListId> lists,
                             std::optional<absl::Time> valid_until = std::nullopt) {
    return {EntryId{id},
            std::move(lists),
            {{ReferenceId{id}, Embedding(kModel, {static_cast<float>(id), 0})}},
            valid_until};
  }

  std::vector<std::int64_t> Found(std::vector<ListId> lists = {}) {
    const auto result = gallery_.Search(Embedding(kModel, {0, 0}),
                                        {.max_candidates = 10, .lists = std::move(lists)});
    EXPECT_OK(result);
    std::vector<std::int64_t> found;
    for (const Candidate& candidate : result->candidates) found.push_back(candidate.entry.value);
    return found;
  }

  absl::Time now_ = absl::FromUnixSeconds(1000);
  Gallery gallery_{*CreateFlatReferenceIndex(kModel, 2), [this] { return now_; }};
};

TEST_F(GalleryExpiryTest, FindsAnEntryUntilItsValidityEndsAndNotFromThen) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, now_ + absl::Seconds(10))));
  ASSERT_OK(gallery_.PutEntry(Entry(2, {kA})));
  now_ += absl::Seconds(10) - absl::Nanoseconds(1);
  EXPECT_THAT(Found(), ElementsAre(1, 2));
  now_ += absl::Nanoseconds(1);
  EXPECT_THAT(Found(), ElementsAre(2));
  EXPECT_THAT(Found({kA}), ElementsAre(2));
  EXPECT_EQ(gallery_.status().entries, 1U);
  EXPECT_FALSE(gallery_.Contains(EntryId{1}));
}

TEST_F(GalleryExpiryTest, AnEntryThatIsPutAgainHasItsNewEnd) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, now_ + absl::Seconds(10))));
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, now_ + absl::Seconds(20))));
  now_ += absl::Seconds(10);
  EXPECT_THAT(Found(), ElementsAre(1));
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA})));
  now_ += absl::Seconds(10);
  EXPECT_THAT(Found(), ElementsAre(1));
}

TEST_F(GalleryExpiryTest, AnEntryThatIsPutWhenItIsOverIsNotFound) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA}, now_)));
  EXPECT_THAT(Found(), IsEmpty());
}

TEST_F(GalleryExpiryTest, SearchesAndChangesDuringExpiryAgree) {
  std::atomic<std::int64_t> clock = 0;
  Gallery gallery(*CreateFlatReferenceIndex(kModel, 2),
                  [&clock] { return absl::FromUnixSeconds(clock); });
  gallery.PutList(kA);
  std::atomic<bool> stop = false;
  std::vector<std::thread> searchers;
  for (int i = 0; i < 3; ++i) {
    searchers.emplace_back([&] {
      while (!stop) {
        const std::int64_t before = clock;
        const auto result =
            gallery.Search(Embedding(kModel, {0, 0}), {.max_candidates = 100, .lists = {}});
        ASSERT_OK(result);
        // Entry N is valid until second N.
        for (const Candidate& candidate : result->candidates) {
          EXPECT_GT(candidate.entry.value, before);
        }
      }
    });
  }
  for (std::int64_t second = 1; second <= 300; ++second) {
    for (std::int64_t id = second; id < second + 5; ++id) {
      ASSERT_OK(gallery.PutEntry(Entry(id, {kA}, absl::FromUnixSeconds(id))));
    }
    clock = second;
  }
  stop = true;
  for (std::thread& searcher : searchers) searcher.join();
}

TEST_F(GalleryExpiryTest, PutsManyEntriesInOneStepOrNone) {
  EXPECT_OK(gallery_.PutEntries(std::vector{Entry(1, {kA}), Entry(2, {kB})}));
  EXPECT_THAT(Found(), ElementsAre(1, 2));
  EXPECT_FALSE(gallery_.PutEntries(std::vector{Entry(3, {kA}), Entry(4, {ListId{"no"}})}).ok());
  EXPECT_THAT(Found(), ElementsAre(1, 2));
}

TEST_F(GalleryExpiryTest, ARemovedListIsUnknownAndALaterOneOfItsNameStartsAnew) {
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA, kB})));
  EXPECT_THAT(gallery_.RemoveList(kA), MessageHas("still has entries"));
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kB})));
  ASSERT_OK(gallery_.RemoveList(kA));
  ASSERT_OK(gallery_.RemoveList(kA));
  EXPECT_FALSE(gallery_.CheckLists({kA}).ok());
  gallery_.PutList(kA);
  EXPECT_THAT(Found({kA}), IsEmpty());
  ASSERT_OK(gallery_.PutEntry(Entry(1, {kA, kB})));
  EXPECT_THAT(Found({kA}), ElementsAre(1));
  EXPECT_THAT(Found({kB}), ElementsAre(1));
}

}  // namespace
}  // namespace portcullis
