#include "matcher/index/live/part.h"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "matcher/index/live/id_filter.h"
#include "matcher/index/live/removed_rows.h"
#include "matcher/index/live/row_memory.h"

namespace portcullis {
namespace {

constexpr std::array<float, 4> kValues = {1, 2, 3, 4};

SourceRow Row(std::int64_t reference, std::uint32_t segment, std::size_t value = 0) {
  return {ReferenceId{reference}, EntryId{reference * 10}, SegmentId{segment},
          std::span(kValues).subspan(value, 1)};
}

TEST(Part, SortsItsRowsBySegment) {
  const Part part({Row(5, 7), Row(3, 2, 1), Row(4, 7, 2), Row(1, 2, 3)}, 1);
  ASSERT_EQ(part.segments().size(), 2U);
  EXPECT_EQ(part.segments()[0].id, SegmentId{2});
  EXPECT_EQ(part.segments()[0].rows.begin, 0U);
  EXPECT_EQ(part.segments()[0].rows.end, 2U);
  EXPECT_EQ(part.segments()[1].rows.end, 4U);
  EXPECT_EQ(part.reference(0), ReferenceId{1});
  EXPECT_EQ(part.entry(0), EntryId{10});
  EXPECT_EQ(part.values(0)[0], 4);
  EXPECT_EQ(part.reference(3), ReferenceId{5});
  EXPECT_EQ(part.codes().rows(), 4U);
}

TEST(Part, FindsTheRowOfEachReferenceAndOfNoOther) {
  std::vector<SourceRow> rows;
  for (std::int64_t i = 0; i < 3000; ++i) {
    rows.push_back(Row(i * i * 977 + 1, static_cast<std::uint32_t>(i % 3)));
  }
  const Part part(rows, 1);
  for (const SourceRow& row : rows) {
    const auto found = part.FindRow(row.reference);
    ASSERT_TRUE(found);
    EXPECT_EQ(part.reference(*found), row.reference);
    EXPECT_EQ(part.FindRow(ReferenceId{row.reference.value + 1}), std::nullopt);
  }
}

TEST(IdFilter, LetsFewThroughThatAreNotInTheSet) {
  std::vector<ReferenceId> ids;
  for (std::int64_t i = 1; i <= 10'000; ++i) ids.push_back(ReferenceId{i});
  const IdFilter filter(ids);
  int passed = 0;
  for (const ReferenceId id : ids) EXPECT_TRUE(filter.MayContain(id));
  for (std::int64_t i = 10'001; i <= 110'000; ++i) passed += filter.MayContain(ReferenceId{i});
  EXPECT_LT(passed, 4'000);
  EXPECT_LT(filter.bytes(), 16'000U);
}

TEST(RemovedRows, CountsWithinRangesOfAnyEdges) {
  RemovedRows removed(300, absl::UnixEpoch());
  std::vector<bool> plain(300);
  for (std::size_t row = 0; row < 300; row += 1 + row % 5) {
    removed.Insert(row);
    plain[row] = true;
  }
  for (std::size_t begin = 0; begin <= 300; begin += 7) {
    for (std::size_t end = begin; end <= 300; end += 3) {
      std::size_t count = 0;
      for (std::size_t row = begin; row < end; ++row) count += plain[row] ? 1 : 0;
      ASSERT_EQ(removed.CountIn({begin, end}), count) << begin << " to " << end;
    }
  }
}

TEST(RowMemory, MovesWithItsOwner) {
  for (const std::size_t floats : {std::size_t{1}, std::size_t{1000}, std::size_t{3'000'000}}) {
    RowMemory memory(floats);
    memory.values()[floats - 1] = 5;
    const float* const place = memory.values().data();
    const RowMemory other = std::move(memory);
    EXPECT_EQ(other.values().data(), place);
    EXPECT_EQ(other.values().size(), floats);
    EXPECT_EQ(other.values()[floats - 1], 5);
  }
  EXPECT_TRUE(RowMemory(0).values().empty());
}

}  // namespace
}  // namespace portcullis
