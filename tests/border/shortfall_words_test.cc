#include "border/policy/shortfall_words.h"

#include <set>
#include <string_view>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(DescribeShortfall, TellsPixelsAsPixels) {
  EXPECT_EQ(DescribeShortfall({QualityMeasure::kInterEyeDistance, 14.25, 20}),
            "inter eye distance is 14.2 px, at least 20 px is needed");
}

TEST(DescribeShortfall, NeverRoundsWhatIsTooLittleToEnough) {
  EXPECT_EQ(DescribeShortfall({QualityMeasure::kInterEyeDistance, 19.97, 20}),
            "inter eye distance is 19.9 px, at least 20 px is needed");
}

TEST(DescribeShortfall, TellsScoresAsScores) {
  EXPECT_EQ(DescribeShortfall({std::nullopt, 31, 40}),
            "overall quality is 31 of 100, at least 40 is needed");
  EXPECT_EQ(DescribeShortfall({QualityMeasure::kHeadYaw, 65, 70}),
            "head yaw is 65 of 100, at least 70 is needed");
}

TEST(MeasureWord, IsAnotherOneForEveryMeasureAndNoneForOthers) {
  std::set<std::string_view> words;
  for (int number = 1; number <= 15; ++number) {
    words.insert(MeasureWord(static_cast<QualityMeasure>(number)));
  }
  EXPECT_EQ(words.size(), 15U);
  EXPECT_FALSE(words.contains(""));
  EXPECT_EQ(MeasureWord(QualityMeasure{0}), "");
  EXPECT_EQ(MeasureWord(QualityMeasure{16}), "");
}

}  // namespace
}  // namespace portcullis
