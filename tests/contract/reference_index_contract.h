// What every ReferenceIndex must do. Instantiate the suite with a function that makes an empty one.
#pragma once

#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "matcher/core/reference_index.h"
#include "matcher/index/flat_reference_index.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {

struct ReferenceIndexKind {
  std::string name;
  absl::StatusOr<std::unique_ptr<ReferenceIndex>> (*create)(const ModelId& model,
                                                            std::size_t dimension);
};

class ReferenceIndexContract : public ::testing::TestWithParam<ReferenceIndexKind> {
 protected:
  static constexpr std::size_t kDimension = 4;

  static ModelId Model() { return {"model", "0123", "alignment"}; }

  static std::unique_ptr<ReferenceIndex> Create(std::size_t dimension = kDimension) {
    auto index = GetParam().create(Model(), dimension);
    EXPECT_OK(index);
    return *std::move(index);
  }

  /// Distance `x` from the origin.
  static Embedding At(float x) { return Embedding(Model(), {x, 0, 0, 0}); }

  static IndexedReference Reference(std::int64_t reference, std::int64_t entry, float x,
                                    std::uint32_t segment = 0) {
    return {ReferenceId{reference}, EntryId{entry}, SegmentId{segment}, At(x)};
  }

  static void Add(ReferenceIndex& index, std::vector<IndexedReference> references) {
    ASSERT_OK(index.Apply({.remove = {}, .add = std::move(references)}));
  }

  static IndexResult Search(const ReferenceIndex& index, float x, const IndexQuery& query = {}) {
    auto result = index.Search(At(x), query);
    EXPECT_OK(result);
    return result.value_or(IndexResult{});
  }

  static std::vector<std::int64_t> EntriesOf(const IndexResult& result) {
    std::vector<std::int64_t> entries;
    for (const Candidate& candidate : result.candidates) entries.push_back(candidate.entry.value);
    return entries;
  }

  static void ExpectSame(const IndexResult& actual, const IndexResult& expected) {
    EXPECT_EQ(actual.references_searched, expected.references_searched);
    ASSERT_EQ(actual.candidates.size(), expected.candidates.size());
    for (std::size_t i = 0; i < expected.candidates.size(); ++i) {
      SCOPED_TRACE(i);
      EXPECT_EQ(actual.candidates[i].entry, expected.candidates[i].entry);
      EXPECT_EQ(actual.candidates[i].nearest_reference, expected.candidates[i].nearest_reference);
      EXPECT_EQ(actual.candidates[i].distance, expected.candidates[i].distance);
    }
  }
};

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(ReferenceIndexContract, RefusesToBeMadeWithoutDimensions) {
  EXPECT_EQ(GetParam().create(Model(), 0).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_P(ReferenceIndexContract, FindsNothingWhenEmpty) {
  const auto index = Create();
  const IndexResult result = Search(*index, 1);
  EXPECT_THAT(result.candidates, IsEmpty());
  EXPECT_EQ(result.references_searched, 0U);
  EXPECT_EQ(index->size(), 0U);
}

TEST_P(ReferenceIndexContract, OrdersEntriesByEuclideanDistance) {
  const auto index = Create();
  Add(*index, {Reference(1, 10, 3), Reference(2, 20, 1), Reference(3, 30, -2)});
  const IndexResult result = Search(*index, 0);
  EXPECT_THAT(EntriesOf(result), ElementsAre(20, 30, 10));
  EXPECT_EQ(result.candidates[1].distance.value, 2.0F);  // Euclidean, not squared
  EXPECT_EQ(result.candidates[1].nearest_reference, ReferenceId{3});
  EXPECT_EQ(result.references_searched, 3U);
}

TEST_P(ReferenceIndexContract, GivesACopyOfAReferenceTheDistanceZero) {
  const auto index = Create();
  Add(*index, {Reference(1, 10, 0.1F), Reference(2, 20, 0.1000001F)});
  const IndexResult result = Search(*index, 0.1F);
  EXPECT_EQ(result.candidates[0].entry, EntryId{10});
  EXPECT_EQ(result.candidates[0].distance.value, 0.0F);
  EXPECT_GT(result.candidates[1].distance.value, 0.0F);
}

TEST_P(ReferenceIndexContract, ReturnsAnEntryOnceWithItsNearestReference) {
  const auto index = Create();
  std::vector<IndexedReference> references;
  for (int i = 1; i <= 200; ++i) {
    references.push_back(Reference(i, 10, 1 + 0.001F * static_cast<float>(200 - i)));
  }
  references.push_back(Reference(1000, 20, 5));
  Add(*index, references);
  const IndexResult result = Search(*index, 0, {.max_candidates = 2, .segments = {}});
  EXPECT_THAT(EntriesOf(result), ElementsAre(10, 20));
  EXPECT_EQ(result.candidates[0].nearest_reference, ReferenceId{200});
  EXPECT_EQ(result.references_searched, 201U);
}

TEST_P(ReferenceIndexContract, BreaksTiesByEntryIdAndThenByReferenceId) {
  const auto index = Create();
  std::vector<IndexedReference> references;
  for (int i = 300; i >= 1; --i) references.push_back(Reference(1000 - i, i, 2));
  references.push_back(Reference(5000, 7, -2));  // entry 7 again, at the same distance
  Add(*index, references);
  const IndexResult result = Search(*index, 0, {.max_candidates = 7, .segments = {}});
  EXPECT_THAT(EntriesOf(result), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(result.candidates[6].nearest_reference, ReferenceId{993});
}

TEST_P(ReferenceIndexContract, TakesMoreCandidatesThanThereAreEntriesAsAll) {
  const auto index = Create();
  Add(*index, {Reference(1, 10, 1), Reference(2, 10, 2), Reference(3, 20, 3)});
  const IndexQuery query{.max_candidates = std::numeric_limits<std::size_t>::max(), .segments = {}};
  EXPECT_THAT(EntriesOf(Search(*index, 0, query)), ElementsAre(10, 20));
}

TEST_P(ReferenceIndexContract, SearchesOnlyTheSegmentsAskedFor) {
  const auto index = Create();
  Add(*index, {Reference(1, 10, 1, 0), Reference(2, 20, 2, 4'000'000'000U), Reference(3, 30, 3, 2),
               Reference(4, 40, 4, 2)});
  const auto search = [&](std::vector<SegmentId> segments) {
    return Search(*index, 0, {.max_candidates = 10, .segments = std::move(segments)});
  };
  EXPECT_THAT(EntriesOf(search({SegmentId{2}})), ElementsAre(30, 40));
  EXPECT_EQ(search({SegmentId{2}}).references_searched, 2U);
  EXPECT_THAT(EntriesOf(search({SegmentId{4'000'000'000U}, SegmentId{0}})), ElementsAre(10, 20));
  EXPECT_EQ(search({SegmentId{2}, SegmentId{2}}).references_searched, 2U);
  EXPECT_THAT(EntriesOf(search({SegmentId{99}})), IsEmpty());
}

TEST_P(ReferenceIndexContract, SearchesNothingInAnEmptySetOfSegments) {
  const auto index = Create();
  Add(*index, {Reference(1, 10, 1)});
  const IndexResult result =
      Search(*index, 1, {.max_candidates = 10, .segments = std::vector<SegmentId>{}});
  EXPECT_THAT(result.candidates, IsEmpty());
  EXPECT_EQ(result.references_searched, 0U);
}

TEST_P(ReferenceIndexContract, RemovesReferencesAndIgnoresUnknownOnes) {
  const auto index = Create();
  Add(*index, {Reference(1, 10, 1), Reference(2, 20, 2, 1), Reference(3, 30, 3)});
  ASSERT_OK(index->Apply({.remove = {ReferenceId{1}, ReferenceId{1}, ReferenceId{99}}, .add = {}}));
  EXPECT_EQ(index->size(), 2U);
  EXPECT_THAT(EntriesOf(Search(*index, 0)), ElementsAre(20, 30));
  ASSERT_OK(index->Apply({.remove = {ReferenceId{3}, ReferenceId{2}}, .add = {}}));
  EXPECT_THAT(EntriesOf(Search(*index, 0)), IsEmpty());
  EXPECT_EQ(
      Search(*index, 0, {.max_candidates = 1, .segments = {{SegmentId{1}}}}).references_searched,
      0U);
}

TEST_P(ReferenceIndexContract, ReplacesAReferenceInOneStep) {
  const auto index = Create();
  Add(*index, {Reference(1, 10, 1), Reference(2, 20, 2)});
  ASSERT_OK(index->Apply({.remove = {ReferenceId{1}}, .add = {Reference(1, 10, 7, 3)}}));
  const IndexResult result = Search(*index, 7);
  EXPECT_EQ(index->size(), 2U);
  EXPECT_EQ(result.candidates[0].entry, EntryId{10});
  EXPECT_EQ(result.candidates[0].distance.value, 0.0F);
  EXPECT_THAT(EntriesOf(Search(*index, 7, {.max_candidates = 5, .segments = {{SegmentId{3}}}})),
              ElementsAre(10));
}

TEST_P(ReferenceIndexContract, ChangesNothingWhenAnAddedIdExists) {
  const auto index = Create();
  Add(*index, {Reference(1, 10, 1), Reference(2, 20, 2)});
  const IndexChange existing{.remove = {ReferenceId{2}},
                             .add = {Reference(3, 30, 3), Reference(1, 10, 9)}};
  EXPECT_EQ(index->Apply(existing).code(), absl::StatusCode::kAlreadyExists);
  const IndexChange twice{.remove = {}, .add = {Reference(3, 30, 3), Reference(3, 30, 4)}};
  EXPECT_EQ(index->Apply(twice).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(index->size(), 2U);
  EXPECT_THAT(EntriesOf(Search(*index, 0)), ElementsAre(10, 20));
}

TEST_P(ReferenceIndexContract, RefusesEmbeddingsOfAnotherModelOrLength) {
  const auto index = Create();
  Add(*index, {Reference(1, 10, 1)});
  const Embedding other_weights({"model", "4567", "alignment"}, {0, 0, 0, 0});
  const Embedding longer(Model(), {0, 0, 0, 0, 0});
  for (const Embedding& wrong : {other_weights, longer}) {
    const auto is_mismatch =
        FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch);
    EXPECT_THAT(index->Search(wrong, {}), is_mismatch);
    IndexChange change{.remove = {ReferenceId{1}}, .add = {Reference(2, 20, 2)}};
    change.add.push_back({ReferenceId{3}, EntryId{30}, SegmentId{0}, wrong});
    EXPECT_THAT(index->Apply(change), is_mismatch);
  }
  EXPECT_THAT(EntriesOf(Search(*index, 0)), ElementsAre(10));
}

TEST_P(ReferenceIndexContract, RefusesValuesThatWouldNeverBeFound) {
  const auto index = Create();
  for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity(), 1e30F}) {
    EXPECT_EQ(index->Search(At(value), {}).status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(index->Apply({.remove = {}, .add = {Reference(1, 10, value)}}).code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(index->size(), 0U);
}

TEST_P(ReferenceIndexContract, AgreesWithThePlainScanOnTwoThousandReferences) {
  constexpr std::size_t kWide = 128;
  const auto index = Create(kWide);
  const auto oracle = CreateFlatReferenceIndex(Model(), kWide);
  ASSERT_OK(oracle);
  std::mt19937 random(20260801);  // NOLINT: the same faces in every run
  std::normal_distribution<float> value(0, 0.1F);
  const auto draw = [&] {
    std::vector<float> values(kWide);
    for (float& v : values) v = value(random);
    return Embedding(Model(), std::move(values));
  };
  IndexChange enrol;
  for (std::int64_t id = 1; id <= 2000; ++id) {
    enrol.add.push_back({ReferenceId{id}, EntryId{1 + id % 700},
                         SegmentId{static_cast<std::uint32_t>(id % 700 % 5)}, draw()});
  }
  IndexChange revise;
  for (std::int64_t id = 3; id <= 2000; id += 7) {
    revise.remove.push_back(ReferenceId{id});
    if (id % 2 == 0) revise.add.push_back(enrol.add[static_cast<std::size_t>(id - 1)]);
  }
  for (const IndexChange& change : {enrol, revise}) {
    ASSERT_OK(index->Apply(change));
    ASSERT_OK((*oracle)->Apply(change));
  }
  ASSERT_EQ(index->size(), (*oracle)->size());
  const std::vector<IndexQuery> queries = {
      {.max_candidates = 1, .segments = {}},
      {.max_candidates = 10, .segments = {{SegmentId{1}, SegmentId{3}}}},
      {.max_candidates = 150, .segments = {}},
      {.max_candidates = 5000, .segments = {{SegmentId{4}}}}};
  for (int probe = 0; probe < 25; ++probe) {
    const Embedding drawn = draw();
    for (const IndexQuery& query : queries) {
      const auto actual = index->Search(drawn, query);
      const auto expected = (*oracle)->Search(drawn, query);
      ASSERT_OK(actual);
      ASSERT_OK(expected);
      ExpectSame(*actual, *expected);
    }
  }
}

TEST_P(ReferenceIndexContract, NeverMissesAReferenceThatIsOnlyEverReplaced) {
  const auto index = Create();
  Add(*index, {Reference(1, 10, 1), Reference(2, 20, 5)});
  std::atomic<bool> stop = false;
  std::atomic<int> misses = 0;
  std::vector<std::thread> searchers;
  for (int i = 0; i < 4; ++i) {
    searchers.emplace_back([&] {
      while (!stop) {
        const auto result = index->Search(At(1), {.max_candidates = 1, .segments = {}});
        const bool found = result.ok() && result->candidates.size() == 1 &&
                           result->candidates[0].entry == EntryId{10};
        if (!found) ++misses;
      }
    });
  }
  std::vector<std::thread> writers;
  for (std::int64_t writer = 0; writer < 2; ++writer) {
    writers.emplace_back([&, writer] {
      for (std::int64_t i = 0; i < 500; ++i) {
        const std::int64_t own = 100 + 1000 * writer + i;
        EXPECT_OK(index->Apply({.remove = {ReferenceId{1}, ReferenceId{own - 1}},
                                .add = {Reference(1, 10, 1), Reference(own, own, 50)}}));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  stop = true;
  for (std::thread& searcher : searchers) searcher.join();
  EXPECT_EQ(misses, 0);
  EXPECT_EQ(index->size(), 4U);
}

inline std::string KindName(const ::testing::TestParamInfo<ReferenceIndexKind>& info) {
  return info.param.name;
}

}  // namespace portcullis::testing
