#include "matcher/index/live/search_version.h"

#include <cstdint>
#include <vector>

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/index/live/live_references.h"

namespace portcullis::testing {
namespace {

constexpr std::size_t kDimension = 8;

TEST(SearchVersion, SearchesManyInOnePassAsOneByOne) {
  const ChangeLimits limits{.dimension = kDimension, .delta_rows = 4, .max_part_rows = 16};
  Version version;
  for (std::uint32_t segment = 0; segment < 5; ++segment) {
    IndexChange change;
    for (std::int64_t id = 1 + 100 * segment; id < 31 + 100 * segment; ++id) {
      change.add.push_back(LevelReference(id, kDimension, static_cast<float>(id), segment));
    }
    auto after = WithChange(version, change, limits, absl::UnixEpoch());
    ASSERT_OK(after);
    version = *std::move(after);
  }
  const std::vector<IndexQuery> queries = {
      {.max_candidates = 3, .segments = {}},
      {.max_candidates = 4, .segments = {{SegmentId{1}, SegmentId{2}}}},
      {.max_candidates = 40, .segments = {{SegmentId{2}, SegmentId{4}, SegmentId{2}}}},
      {.max_candidates = 2, .segments = {{SegmentId{9}}}},
      {.max_candidates = 2, .segments = {{}}},
  };
  std::vector<Embedding> embeddings;
  for (int i = 0; i < 50; ++i) embeddings.push_back(Level(kDimension, static_cast<float>(i * 9)));
  std::vector<IndexProbe> probes;
  for (std::size_t i = 0; i < embeddings.size(); ++i) {
    probes.push_back({embeddings[i], queries[i % queries.size()]});
  }
  const std::vector<IndexResult> together = SearchVersion(version, probes, BestCpuPath());
  ASSERT_EQ(together.size(), probes.size());
  for (std::size_t i = 0; i < probes.size(); ++i) {
    const IndexResult alone = SearchVersion(version, {&probes[i], 1}, BestCpuPath()).front();
    EXPECT_EQ(together[i].references_searched, alone.references_searched);
    ASSERT_EQ(together[i].candidates.size(), alone.candidates.size());
    for (std::size_t c = 0; c < alone.candidates.size(); ++c) {
      EXPECT_EQ(together[i].candidates[c].entry, alone.candidates[c].entry);
      EXPECT_EQ(together[i].candidates[c].distance, alone.candidates[c].distance);
    }
  }
}

}  // namespace
}  // namespace portcullis::testing
