#include "matcher/index/live/search_version.h"

#include <cstdint>
#include <vector>

#include "gtest/gtest.h"
#include "tests/matcher/index/live/live_references.h"

namespace portcullis::testing {
namespace {

constexpr std::size_t kDimension = 8;

Version ThirtyInEachOfFiveSegments() {
  const ChangeLimits limits{.dimension = kDimension, .delta_rows = 4, .max_part_rows = 16};
  Version version;
  for (std::uint32_t segment = 0; segment < 5; ++segment) {
    IndexChange change;
    for (std::int64_t id = 1 + 100 * segment; id < 31 + 100 * segment; ++id) {
      change.add.push_back(LevelReference(id, kDimension, static_cast<float>(id), segment));
    }
    version = *WithChange(version, change, limits, absl::UnixEpoch());
  }
  return version;
}

void ExpectSame(const IndexResult& actual, const IndexResult& expected) {
  EXPECT_EQ(actual.references_searched, expected.references_searched);
  ASSERT_EQ(actual.candidates.size(), expected.candidates.size());
  for (std::size_t i = 0; i < expected.candidates.size(); ++i) {
    EXPECT_EQ(actual.candidates[i].entry, expected.candidates[i].entry);
    EXPECT_EQ(actual.candidates[i].distance, expected.candidates[i].distance);
  }
}

TEST(SearchVersion, SearchesManyInOnePassAsOneByOne) {
  const Version version = ThirtyInEachOfFiveSegments();
  const std::vector<IndexQuery> queries = {
      {.max_candidates = 3, .segments = {}},
      {.max_candidates = 4, .segments = {{SegmentId{1}, SegmentId{2}}}},
      {.max_candidates = 40, .segments = {{SegmentId{2}, SegmentId{4}, SegmentId{2}}}},
      {.max_candidates = 2, .segments = {{SegmentId{9}}}},
      {.max_candidates = 2, .segments = {{}}},
  };
  std::vector<Embedding> embeddings;
  embeddings.reserve(50);
  for (int i = 0; i < 50; ++i) embeddings.push_back(Level(kDimension, static_cast<float>(i * 9)));
  std::vector<IndexProbe> probes;
  for (std::size_t i = 0; i < embeddings.size(); ++i) {
    probes.push_back({embeddings[i], queries[i % queries.size()]});
  }
  const std::vector<IndexResult> together = SearchVersion(version, probes, BestCpuPath());
  ASSERT_EQ(together.size(), probes.size());
  for (std::size_t i = 0; i < probes.size(); ++i) {
    ExpectSame(together[i], SearchVersion(version, {&probes[i], 1}, BestCpuPath()).front());
  }
}

}  // namespace
}  // namespace portcullis::testing
