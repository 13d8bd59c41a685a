#include "clients/cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace portcullis::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(DescribeProgress, TellsHowFarHowFastAndHowLongStill) {
  EXPECT_EQ(DescribeProgress({.done = 2500, .total = 10000, .refused = 2, .per_second = 12.5}),
            "[######------------------] 2,500 of 10,000, 12/s, about 10 min left, 2 refused");
  EXPECT_EQ(DescribeProgress({.done = 0, .total = 10}), "[------------------------] 0 of 10");
  EXPECT_EQ(DescribeProgress({.done = 10, .total = 10, .per_second = 4}),
            "[########################] 10 of 10, 4.0/s");
}

TEST(ProgressLine, IsDrawnAgainOnATerminal) {
  std::ostringstream out;
  const ProgressLine::Clock::time_point start{};
  ProgressLine line(out, /*on_terminal=*/true, start);
  line.Show({.done = 1, .total = 4}, start + milliseconds(50));
  EXPECT_EQ(out.str(), "");
  line.Show({.done = 2, .total = 4}, start + seconds(2));
  EXPECT_EQ(out.str(), "\r\033[K[############------------] 2 of 4, 1.0/s, about 2 s left");
  line.End();
  EXPECT_EQ(out.str().substr(out.str().size() - 4), "\r\033[K");
}

TEST(ProgressLine, IsALineEveryFewSecondsElsewhere) {
  std::ostringstream out;
  const ProgressLine::Clock::time_point start{};
  ProgressLine line(out, /*on_terminal=*/false, start);
  for (int i = 1; i <= 12; ++i) {
    line.Show({.done = static_cast<std::size_t>(i), .total = 12}, start + seconds(i));
  }
  line.End();
  EXPECT_EQ(out.str(),
            "[##########--------------] 5 of 12, 1.0/s, about 7 s left\n"
            "[####################----] 10 of 12, 1.0/s, about 2 s left\n");
}

}  // namespace
}  // namespace portcullis::cli
