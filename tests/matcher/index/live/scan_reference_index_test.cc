// What the index of production promises beyond the contract of every index.
#include "matcher/index/live/scan_reference_index.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/index/live/live_references.h"

namespace portcullis::testing {
namespace {

constexpr std::size_t kDimension = 8;

ScanIndexOptions TinyParts() {
  ScanIndexOptions options;
  options.delta_rows = 4;
  options.rewrite = {.smallest_rows = 4,
                     .fan_in = 2,
                     .max_part_rows = 64,
                     .purge_after = absl::InfiniteDuration()};
  return options;
}

std::unique_ptr<ScanReferenceIndex> Create(const ScanIndexOptions& options) {
  auto index = ScanReferenceIndex::Create(LiveModel(), kDimension, options);
  EXPECT_OK(index);
  return *std::move(index);
}

IndexChange Adding(std::int64_t first, std::int64_t end, std::uint32_t segment = 0) {
  IndexChange change;
  for (std::int64_t id = first; id < end; ++id) {
    change.add.push_back(LevelReference(id, kDimension, static_cast<float>(id), segment));
  }
  return change;
}

std::vector<std::int64_t> Found(const ScanReferenceIndex& index, float x, std::size_t wanted = 1) {
  const auto result =
      index.Search(Level(kDimension, x), {.max_candidates = wanted, .segments = {}});
  EXPECT_OK(result);
  std::vector<std::int64_t> entries;
  if (!result.ok()) return entries;
  for (const Candidate& candidate : result->candidates) entries.push_back(candidate.entry.value);
  return entries;
}

using ::testing::ElementsAre;

/// Holds the index up at one kind of moment, from when it is armed until it is released.
class Gate {
 public:
  explicit Gate(ScanIndexMoment moment) : moment_(moment) {}
  void Arm() { is_armed_ = true; }
  void operator()(ScanIndexMoment moment) {
    if (moment != moment_ || !is_armed_.exchange(false)) return;
    reached_.Notify();
    release_.WaitForNotification();
  }
  void AwaitReached() { reached_.WaitForNotification(); }
  void Release() { release_.Notify(); }

 private:
  const ScanIndexMoment moment_;
  std::atomic<bool> is_armed_ = false;
  absl::Notification reached_;
  absl::Notification release_;
};

TEST(ScanReferenceIndex, RefusesMoreDimensionsThanCodesCanBeSummedFor) {
  EXPECT_EQ(ScanReferenceIndex::Create(LiveModel(), CodeBlocks::kMaxDimension + 1).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(ScanReferenceIndex, LetsNoSearchWaitForAChangeThatIsHeldUp) {
  Gate gate(ScanIndexMoment::kChangeMade);
  ScanIndexOptions options = TinyParts();
  options.at_moment = [&gate](ScanIndexMoment moment) { gate(moment); };
  const auto index = Create(options);
  ASSERT_OK(index->Apply(Adding(1, 30)));
  gate.Arm();
  std::thread writer([&index] {
    EXPECT_OK(
        index->Apply({.remove = {ReferenceId{7}}, .add = {LevelReference(100, kDimension, 7)}}));
  });
  gate.AwaitReached();
  // Apply stands in the middle of the change, with its lock: nothing of it is seen.
  EXPECT_THAT(Found(*index, 7), ElementsAre(7));
  EXPECT_EQ(index->size(), 29U);
  EXPECT_EQ(index->stats().removed_rows, 0U);
  gate.Release();
  writer.join();
  EXPECT_THAT(Found(*index, 7), ElementsAre(100));
}

TEST(ScanReferenceIndex, LetsNobodyWaitForAPartThatIsWrittenAnew) {
  Gate gate(ScanIndexMoment::kPartMade);
  ScanIndexOptions options = TinyParts();
  options.at_moment = [&gate](ScanIndexMoment moment) { gate(moment); };
  const auto index = Create(options);
  gate.Arm();
  ASSERT_OK(index->Apply(Adding(1, 6)));
  ASSERT_OK(index->Apply(Adding(6, 11)));  // two parts of one level: the background begins
  gate.AwaitReached();
  // Meanwhile one is removed, one replaced and one added; the new part was made without knowing.
  ASSERT_OK(index->Apply(
      {.remove = {ReferenceId{2}, ReferenceId{9}},
       .add = {LevelReference(9, kDimension, 50), LevelReference(11, kDimension, 11)}}));
  EXPECT_THAT(Found(*index, 2, 3), ElementsAre(1, 3, 4));
  gate.Release();
  index->WaitForBackground();
  EXPECT_EQ(index->stats().parts, 1U);
  EXPECT_EQ(index->stats().removed_rows, 2U);
  EXPECT_EQ(index->size(), 10U);
  EXPECT_THAT(Found(*index, 2, 3), ElementsAre(1, 3, 4));
  EXPECT_THAT(Found(*index, 50), ElementsAre(9));
  EXPECT_THAT(Found(*index, 9, 2), ElementsAre(8, 10));
  EXPECT_EQ(index->Apply(Adding(9, 10)).code(), absl::StatusCode::kAlreadyExists);
}

TEST(ScanReferenceIndex, DropsAPartOfWhichEverythingIsRemovedWhileItIsWrittenAnew) {
  Gate gate(ScanIndexMoment::kPartMade);
  ScanIndexOptions options = TinyParts();
  options.at_moment = [&gate](ScanIndexMoment moment) { gate(moment); };
  const auto index = Create(options);
  gate.Arm();
  ASSERT_OK(index->Apply(Adding(1, 11)));
  ASSERT_OK(index->Apply(Adding(11, 21)));
  ASSERT_OK(index->Apply(Adding(21, 31)));
  gate.AwaitReached();
  IndexChange everything;
  for (std::int64_t id = 1; id < 31; ++id) everything.remove.push_back(ReferenceId{id});
  ASSERT_OK(index->Apply(everything));
  EXPECT_EQ(index->size(), 0U);
  gate.Release();
  index->WaitForBackground();
  EXPECT_EQ(index->stats().parts, 0U);
  EXPECT_EQ(index->stats().removed_rows, 0U);
  EXPECT_THAT(Found(*index, 3), ElementsAre());
}

TEST(ScanReferenceIndex, WritesSmallPartsTogether) {
  const auto index = Create(TinyParts());
  for (std::int64_t id = 1; id <= 500; id += 5) ASSERT_OK(index->Apply(Adding(id, id + 5)));
  index->WaitForBackground();
  EXPECT_EQ(index->size(), 500U);
  // At most fan_in - 1 of each of four levels, and what is more than half full.
  EXPECT_LE(index->stats().parts, 4 + 500U / 32);
  EXPECT_GT(index->stats().rewrites, 0U);
  EXPECT_THAT(Found(*index, 333, 3), ElementsAre(333, 332, 334));
}

TEST(ScanReferenceIndex, LetsWhatIsRemovedLeaveTheMemory) {
  ScanIndexOptions options = TinyParts();
  options.rewrite.purge_after = absl::ZeroDuration();
  const auto index = Create(options);
  ASSERT_OK(index->Apply(Adding(1, 41)));   // a part
  ASSERT_OK(index->Apply(Adding(41, 43)));  // in the delta
  index->WaitForBackground();
  const std::size_t before = index->stats().bytes;
  ASSERT_OK(index->Apply({.remove = {ReferenceId{20}, ReferenceId{41}}, .add = {}}));
  index->WaitForBackground();
  EXPECT_EQ(index->stats().removed_rows, 0U);
  EXPECT_EQ(index->stats().delta_rows, 1U);
  EXPECT_LT(index->stats().bytes, before);
  EXPECT_THAT(Found(*index, 20, 2), ElementsAre(19, 21));
}

TEST(ScanReferenceIndex, KeepsWhatIsRemovedNoLongerThanItSays) {
  ScanIndexOptions options = TinyParts();
  options.rewrite.purge_after = absl::Milliseconds(20);
  const auto index = Create(options);
  ASSERT_OK(index->Apply(Adding(1, 41)));
  ASSERT_OK(index->Apply({.remove = {ReferenceId{20}}, .add = {}}));
  // Nobody touches the index any more; it has to wake up by itself.
  while (index->stats().removed_rows > 0) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(index->size(), 39U);
}

TEST(ScanReferenceIndex, SaysWhatIsRemovedAndStillInMemory) {
  const auto index = Create(TinyParts());
  ASSERT_OK(index->Apply(Adding(1, 41)));
  ASSERT_OK(index->Apply(Adding(41, 44)));
  ASSERT_OK(index->Apply({.remove = {ReferenceId{20}, ReferenceId{99}}, .add = {}}));
  index->WaitForBackground();
  const ScanIndexStats stats = index->stats();
  EXPECT_EQ(stats.parts, 1U);
  EXPECT_EQ(stats.delta_rows, 3U);
  EXPECT_EQ(stats.removed_rows, 1U);
}

TEST(ScanReferenceIndex, TakesNoMoreMemoryThanItSays) {
  const auto index = ScanReferenceIndex::Create(LiveModel(), 128);
  ASSERT_OK(index);
  std::mt19937 random(20261128);  // NOLINT: the same in every run
  IndexChange change;
  for (std::int64_t id = 1; id <= 20'000; ++id) {
    change.add.push_back({ReferenceId{id}, EntryId{id}, SegmentId{0}, DrawnEmbedding(random, 128)});
  }
  ASSERT_OK((*index)->Apply(change));
  EXPECT_LT((*index)->stats().bytes, 20'000U * 700U);
}

/// Each change moves a pair of neighbours together; a search that finds them apart has seen half of
/// one. Searches share passes, and parts are written anew all the while.
TEST(ScanReferenceIndex, ShowsEverySearchWholeChangesOnly) {
  ScanIndexOptions options = TinyParts();
  options.rewrite.purge_after = absl::ZeroDuration();
  options.max_concurrent_scans = 1;
  const auto index = Create(options);
  ASSERT_OK(index->Apply(Adding(1000, 1100)));
  ASSERT_OK(index->Apply(
      {.remove = {}, .add = {LevelReference(1, kDimension, 0), LevelReference(2, kDimension, 0)}}));
  std::atomic<bool> stop = false;
  std::atomic<int> halves = 0;
  std::vector<std::thread> searchers;
  searchers.reserve(4);
  for (int i = 0; i < 4; ++i) {
    searchers.emplace_back([&] {
      while (!stop) {
        const auto result =
            index->Search(Level(kDimension, 0), {.max_candidates = 2, .segments = {}});
        const bool is_whole = result.ok() && result->candidates.size() == 2 &&
                              result->references_searched == 102 &&
                              result->candidates[0].distance == result->candidates[1].distance;
        if (!is_whole) ++halves;
      }
    });
  }
  for (int i = 1; i <= 400; ++i) {
    const auto x = static_cast<float>(i % 17);
    ASSERT_OK(index->Apply(
        {.remove = {ReferenceId{1}, ReferenceId{2}},
         .add = {LevelReference(1, kDimension, x), LevelReference(2, kDimension, -x)}}));
  }
  stop = true;
  for (std::thread& searcher : searchers) searcher.join();
  EXPECT_EQ(halves, 0);
  index->WaitForBackground();
  EXPECT_GT(index->stats().rewrites, 0U);
}

}  // namespace
}  // namespace portcullis::testing
