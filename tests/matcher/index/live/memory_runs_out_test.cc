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
  return options;
}

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

class WhilePartsAreReplaced : public ::testing::TestWithParam<int> {};
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

}  // namespace
}  // namespace portcullis::testing
