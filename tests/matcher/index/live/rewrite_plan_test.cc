#include "matcher/index/live/rewrite_plan.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kNow = absl::UnixEpoch() + absl::Hours(1);
constexpr std::array<float, 1> kValue = {1};

class RewritePlanTest : public ::testing::Test {
 protected:
  PartView& AddPart(std::size_t rows) {
    std::vector<SourceRow> sources;
    for (std::size_t i = 0; i < rows; ++i) {
      sources.push_back({ReferenceId{static_cast<std::int64_t>(i)}, EntryId{1}, SegmentId{1},
                         std::span<const float>(kValue)});
    }
    version_.parts.push_back({std::make_shared<const Part>(sources, 1), nullptr});
    return version_.parts.back();
  }

  static void Remove(PartView& part, std::size_t rows, absl::Time since) {
    auto removed = std::make_shared<RemovedRows>(part.part->rows(), since);
    for (std::size_t row = 0; row < rows; ++row) removed->Insert(row);
    part.removed = std::move(removed);
  }

  RewritePlan Plan() const { return PlanRewrite(version_, rules_, kNow); }

  std::vector<std::size_t> PlannedRows() const {
    std::vector<std::size_t> rows;
    for (const PartView& part : Plan().parts) rows.push_back(part.live());
    return rows;
  }

  RewriteRules rules_{
      .smallest_rows = 4, .fan_in = 3, .max_part_rows = 100, .purge_after = absl::Minutes(1)};
  Version version_;
};

TEST_F(RewritePlanTest, LeavesFewerPartsThanFanInAlone) {
  EXPECT_THAT(PlannedRows(), IsEmpty());
  AddPart(4);
  AddPart(5);
  EXPECT_THAT(PlannedRows(), IsEmpty());
  EXPECT_EQ(Plan().next, absl::InfiniteFuture());
}

TEST_F(RewritePlanTest, WritesPartsOfOneLevelTogether) {
  for (const std::size_t rows : {4U, 30U, 11U, 1U}) AddPart(rows);
  EXPECT_THAT(PlannedRows(), ElementsAre(1, 4, 11));
}

TEST_F(RewritePlanTest, LeavesPartsOfDifferentLevelsApart) {
  for (const std::size_t rows : {4U, 11U, 12U, 35U, 36U}) AddPart(rows);
  EXPECT_THAT(PlannedRows(), IsEmpty());
}

TEST_F(RewritePlanTest, MakesNoPartThatIsTooLarge) {
  rules_.max_part_rows = 100;
  for (const std::size_t rows : {45U, 40U, 36U, 50U}) AddPart(rows);
  EXPECT_THAT(PlannedRows(), ElementsAre(36, 40));
}

TEST_F(RewritePlanTest, NeverCopiesPartsThatAreMoreThanHalfFull) {
  for (int i = 0; i < 10; ++i) AddPart(51);
  EXPECT_THAT(PlannedRows(), IsEmpty());
}

TEST_F(RewritePlanTest, ForgetsWhatWasRemovedLongEnoughAgo) {
  Remove(AddPart(90), 1, kNow - absl::Seconds(59));
  EXPECT_THAT(PlannedRows(), IsEmpty());
  EXPECT_EQ(Plan().next, kNow + absl::Seconds(1));
  Remove(AddPart(80), 1, kNow - absl::Seconds(60));
  EXPECT_THAT(PlannedRows(), ElementsAre(79));
}

TEST_F(RewritePlanTest, ForgetsAQuarterAtOnce) {
  Remove(AddPart(80), 19, kNow);
  EXPECT_THAT(PlannedRows(), IsEmpty());
  Remove(AddPart(80), 20, kNow);
  EXPECT_THAT(PlannedRows(), ElementsAre(60));
}

TEST_F(RewritePlanTest, ForgetsWhatWasRemovedFromTheDelta) {
  version_.delta = {std::make_shared<Delta>(10, 1), 10, nullptr};
  EXPECT_FALSE(Plan().delta);
  auto removed = std::make_shared<RemovedRows>(10, kNow - absl::Seconds(30));
  removed->Insert(3);
  version_.delta.removed = removed;
  EXPECT_FALSE(Plan().delta);
  EXPECT_EQ(Plan().next, kNow + absl::Seconds(30));
  rules_.purge_after = absl::Seconds(30);
  EXPECT_TRUE(Plan().delta);
}

TEST_F(RewritePlanTest, TellsWhatHasToBeForgottenFromWhatOnlyMakesSearchesQuicker) {
  for (const std::size_t rows : {4U, 5U, 6U}) AddPart(rows);
  EXPECT_THAT(PlannedRows(), ElementsAre(4, 5, 6));
  EXPECT_FALSE(HasToForget(version_, rules_, kNow));
  PartView& part = AddPart(90);
  Remove(part, 1, kNow - absl::Seconds(59));
  EXPECT_FALSE(HasToForget(version_, rules_, kNow));
  Remove(part, 1, kNow - absl::Seconds(60));
  EXPECT_TRUE(HasToForget(version_, rules_, kNow));
  part.removed = nullptr;
  auto removed = std::make_shared<RemovedRows>(10, kNow);
  removed->Insert(3);
  version_.delta = {std::make_shared<Delta>(10, 1), 4, removed};
  EXPECT_TRUE(HasToForget(version_, rules_, kNow));
}

}  // namespace
}  // namespace portcullis
