#include "clients/cli/plain_text.h"

#include <gtest/gtest.h>

namespace portcullis::cli {
namespace {

TEST(PlainText, CannotSteerATerminal) {
  EXPECT_EQ(PlainText("\033[31mred\033[0m"), "?[31mred?[0m");
  EXPECT_EQ(PlainText("a\r\nb\tc\x7f"), "a??b?c?");
  EXPECT_EQ(PlainText("\xc2\x9b"
                      "2J"),
            "?2J");
  EXPECT_EQ(PlainText("\xc2"), "\xc2");
}

TEST(PlainText, LeavesOtherAlphabetsAlone) {
  EXPECT_EQ(PlainText("Зоя 3.8 – é"), "Зоя 3.8 – é");
  EXPECT_EQ(WidthOf("Зоя"), 3U);
}

TEST(Wrap, BreaksAtSpacesAndNeverInsideAWord) {
  EXPECT_EQ(Wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(Wrap("one  two", 80), (std::vector<std::string>{"one  two"}));
  EXPECT_EQ(Wrap("one  two", 5), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(Wrap("a unbreakable b", 4), (std::vector<std::string>{"a", "unbreakable", "b"}));
  EXPECT_EQ(Wrap("", 4), std::vector<std::string>{});
}

}  // namespace
}  // namespace portcullis::cli
