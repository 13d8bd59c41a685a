#include "clients/cli/terminal.h"

#include <gtest/gtest.h>

namespace portcullis::cli {
namespace {

TEST(Terminal, IsEightyColumnsOfAsciiWhereNothingIsKnown) {
  const Terminal terminal = TerminalFrom({});
  EXPECT_EQ(terminal.width, 80);
  EXPECT_FALSE(terminal.utf8);
  EXPECT_EQ(terminal.picture_colours, PictureColours::kNone);
}

TEST(Terminal, KeepsLinesReadable) {
  for (const auto& [columns, width] :
       {std::pair{20, 40}, {79, 79}, {100, 100}, {300, 120}, {0, 80}}) {
    EXPECT_EQ(TerminalFrom({.is_terminal = true, .columns = columns}).width, width) << columns;
  }
}

TEST(Terminal, TakesTheCharactersFromTheFirstLocaleThatIsSet) {
  EXPECT_TRUE(TerminalFrom({.lang = "en_GB.UTF-8"}).utf8);
  EXPECT_TRUE(TerminalFrom({.lang = "C.utf8"}).utf8);
  EXPECT_FALSE(TerminalFrom({.lc_all = "C", .lang = "en_GB.UTF-8"}).utf8);
  EXPECT_TRUE(TerminalFrom({.lc_ctype = "de_DE.UTF-8", .lang = "C"}).utf8);
  EXPECT_FALSE(TerminalFrom({.lang = "de_DE.ISO-8859-1"}).utf8);
}

TEST(Terminal, DrawsPicturesOnlyWhereSomebodySeesThem) {
  const TerminalEnvironment fine = {
      .is_terminal = true, .lang = "C.UTF-8", .term = "xterm-256color", .colorterm = "truecolor"};
  EXPECT_EQ(TerminalFrom(fine).picture_colours, PictureColours::k24Bit);
  TerminalEnvironment other = fine;
  other.colorterm = "";
  EXPECT_EQ(TerminalFrom(other).picture_colours, PictureColours::k256);
  other.term = "vt100";
  EXPECT_EQ(TerminalFrom(other).picture_colours, PictureColours::kNone);
  other = fine;
  other.is_terminal = false;
  EXPECT_EQ(TerminalFrom(other).picture_colours, PictureColours::kNone);
  other = fine;
  other.no_color = true;
  EXPECT_EQ(TerminalFrom(other).picture_colours, PictureColours::kNone);
  other = fine;
  other.lang = "en_GB.ISO-8859-1";
  EXPECT_EQ(TerminalFrom(other).picture_colours, PictureColours::kNone);
}

}  // namespace
}  // namespace portcullis::cli
