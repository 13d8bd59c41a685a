// What the index does when memory runs out in its background.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <utility>

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "matcher/index/live/scan_reference_index.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/index/live/failing_memory.h"
#include "tests/matcher/index/live/live_references.h"

namespace portcullis::testing {
namespace {

constexpr std::size_t kDimension = 8;
constexpr std::int64_t kEntries = 600;

ScanIndexOptions SmallParts() {
  ScanIndexOptions options;
  options.delta_rows = 4;
  options.rewrite = {
      .smallest_rows = 4, .fan_in = 2, .max_part_rows = 300, .purge_after = absl::ZeroDuration()};
  options.clusters = {.least_references = 100,
                      .branches = 3,
                      .least_rows_per_leaf = 4,
                      .sample_per_leaf = 33,
                      .probes = 100,
                      .retry_after = absl::ZeroDuration()};
  return options;
}

/// What TrainClusters asks for first.
constexpr std::size_t kSampleBytes = std::size_t{9} * 33 * kDimension * sizeof(float);

std::unique_ptr<ScanReferenceIndex> Create(const ScanIndexOptions& options) {
  auto index = ScanReferenceIndex::Create(LiveModel(), kDimension, options);
  EXPECT_OK(index);
  return *std::move(index);
}

void Enrol(ScanReferenceIndex& index) {
  std::mt19937 random(5);  // NOLINT: the same in every run
  IndexChange change;
  for (std::int64_t id = 1; id <= kEntries; ++id) {
    change.add.push_back(
        {ReferenceId{id}, EntryId{id}, SegmentId{0}, DrawnEmbedding(random, kDimension)});
  }
  ASSERT_OK(index.Apply(change));
}

/// So that the background does not wait until its pause after a failure is over.
void Wake(ScanReferenceIndex& index) {
  ASSERT_OK(index.Apply({.remove = {ReferenceId{kEntries + 1}}, .add = {}}));
}

void AskForLessThanAll(const ScanReferenceIndex& index) {
  const IndexQuery query{.max_candidates = 1, .segments = {}, .aimed_recall = 0.9};
  EXPECT_OK(index.Search(Level(kDimension, 0), query));
}

class MemoryRunsOut : public ::testing::Test {
 protected:
  ~MemoryRunsOut() override { FailAfterBytes(0, kNever); }
};

class WhilePartsAreReplaced : public MemoryRunsOut, public ::testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(AfterSoManyAllocations, WhilePartsAreReplaced, ::testing::Range(0, 8));

TEST_P(WhilePartsAreReplaced, NothingThatIsRemovedStays) {
  ScanIndexOptions options = SmallParts();
  std::atomic<int> succeed = GetParam();
  options.at_moment = [&succeed](ScanIndexMoment moment) {
    if (moment == ScanIndexMoment::kPartMade) FailAfter(succeed.exchange(kNever));
  };
  const auto index = Create(options);
  Enrol(*index);
  ASSERT_OK(index->Apply({.remove = {ReferenceId{20}}, .add = {}}));
  while (index->stats().removed_rows > 0) {
    Wake(*index);
    absl::SleepFor(absl::Milliseconds(1));
  }
  // Until the old part is let go of, too.
  index->WaitForBackground();
  EXPECT_EQ(index->size(), kEntries - 1U);
}

class WhileClustersAreMade : public MemoryRunsOut, public ::testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(AfterSoManyAllocations, WhileClustersAreMade, ::testing::Range(0, 60, 4));

// Large pieces only: where FAISS asks for small ones, in what it means to run in parallel, a
// failure ends the process.
TEST_P(WhileClustersAreMade, TheyAreMadeAllTheSame) {
  const auto index = Create(SmallParts());
  Enrol(*index);
  FailAfterBytes(kSampleBytes, GetParam());
  AskForLessThanAll(*index);
  while (TimesOfBytes() == 0) absl::SleepFor(absl::Milliseconds(1));
  FailAfterBytes(0, kNever);
  while (!index->stats().is_clustered) {
    Wake(*index);
    absl::SleepFor(absl::Milliseconds(1));
  }
  index->WaitForBackground();
  EXPECT_OK(index->stats().clusters);
}

TEST_F(MemoryRunsOut, ClustersAreNotTriedAgainAtOnce) {
  ScanIndexOptions options = SmallParts();
  options.clusters.retry_after = absl::InfiniteDuration();
  const auto index = Create(options);
  Enrol(*index);
  FailAfterBytes(kSampleBytes, 0);
  AskForLessThanAll(*index);
  for (int i = 0; i < 5; ++i) {
    Wake(*index);
    index->WaitForBackground();
  }
  EXPECT_EQ(TimesOfBytes(), 1);
  EXPECT_EQ(index->stats().clusters.code(), absl::StatusCode::kInternal);
  EXPECT_FALSE(index->stats().is_clustered);
  // What has to be forgotten does not wait for that.
  ASSERT_OK(index->Apply({.remove = {ReferenceId{20}}, .add = {}}));
  index->WaitForBackground();
  EXPECT_EQ(index->stats().removed_rows, 0U);
}

}  // namespace
}  // namespace portcullis::testing
