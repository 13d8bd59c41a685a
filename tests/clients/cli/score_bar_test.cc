#include "clients/cli/score_bar.h"

#include <gtest/gtest.h>

#include "clients/cli/plain_text.h"

namespace portcullis::cli {
namespace {

TEST(ScoreBar, IsAsLongAsTheScore) {
  // 10 cells of 10 points: 45 is four cells and a half.
  EXPECT_EQ(ScoreBar(45, std::nullopt, 10, true), "████▌·····");
  EXPECT_EQ(ScoreBar(0, std::nullopt, 10, true), "··········");
  EXPECT_EQ(ScoreBar(100, std::nullopt, 10, true), "██████████");
  EXPECT_EQ(ScoreBar(45, std::nullopt, 10, false), "#####-----");
  EXPECT_EQ(ScoreBar(44, std::nullopt, 10, false), "####------");
}

TEST(ScoreBar, ShowsTheLeastScoreAboveNothing) {
  EXPECT_EQ(ScoreBar(1, std::nullopt, 5, true), "▏····");
}

TEST(ScoreBar, MarksWhatIsNeeded) {
  EXPECT_EQ(ScoreBar(20, 50, 10, true), "██···┃····");
  EXPECT_EQ(ScoreBar(80, 50, 10, false), "#####|##--");
  EXPECT_EQ(ScoreBar(80, 100, 10, false), "########-|");
}

TEST(ScoreBar, KeepsItsWidthWhateverTheNumbersAre) {
  for (const int score : {-5, 0, 3, 50, 99, 100, 2000}) {
    for (const int minimum : {-5, 0, 50, 100, 2000}) {
      EXPECT_EQ(WidthOf(ScoreBar(score, minimum, 16, true)), 16U);
      EXPECT_EQ(WidthOf(ScoreBar(score, minimum, 16, false)), 16U);
    }
  }
}

}  // namespace
}  // namespace portcullis::cli
