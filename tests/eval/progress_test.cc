#include "eval/progress.h"

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ProgressTest : public ::testing::Test {
 protected:
  ProgressOptions Options(std::size_t total, bool on_terminal) {
    return {.task = "embedding",
            .unit = "images",
            .total = total,
            .on_terminal = on_terminal,
            .clock = [this] { return now_; }};
  }

  std::chrono::steady_clock::time_point now_;
  std::ostringstream out_;
};

TEST_F(ProgressTest, SaysNothingOfAQuickTask) {
  {
    Progress progress(out_, Options(2, true));
    now_ += milliseconds(900);
    progress.Advance();
    now_ += milliseconds(900);
    progress.Advance();
  }
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ProgressTest, RewritesItsLineOnATerminal) {
  {
    Progress progress(out_, Options(400, true));
    for (int i = 0; i < 200; ++i) {
      now_ += milliseconds(20);
      progress.Advance();
    }
  }
  EXPECT_THAT(out_.str(),
              ::testing::StartsWith("\r\033[Kembedding: 100 of 400 images, 50.0/s, 6 s left"));
  EXPECT_THAT(out_.str(), ::testing::EndsWith("\n"));
}

TEST_F(ProgressTest, WritesALineEveryFiveSecondsIntoAFile) {
  {
    Progress progress(out_, Options(12, false));
    for (int i = 0; i < 12; ++i) {
      now_ += seconds(1);
      progress.Advance();
    }
  }
  EXPECT_EQ(out_.str(),
            "embedding: 2 of 12 images, 1.0/s, 10 s left\n"
            "embedding: 7 of 12 images, 1.0/s, 5 s left\n"
            "embedding: 12 of 12 images, 1.0/s, 12 s in all\n");
}

TEST_F(ProgressTest, GivesLongTimesInMinutes) {
  Progress progress(out_, Options(1001, false));
  now_ += seconds(2);
  progress.Advance();
  EXPECT_THAT(out_.str(), ::testing::HasSubstr("33 min 20 s left"));
}

}  // namespace
}  // namespace portcullis
