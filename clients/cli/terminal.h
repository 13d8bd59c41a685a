// What the place that a command writes to can show.
#pragma once

#include <string>

namespace portcullis::cli {

/// How finely a picture can be coloured; none: not at all.
enum class PictureColours { kNone, k256, k24Bit };

struct Terminal {
  int width = 80;     // columns
  bool utf8 = false;  // else ASCII only
  PictureColours picture_colours = PictureColours::kNone;
};

/// Of the process; empty where a variable is not set.
struct TerminalEnvironment {
  bool is_terminal = false;
  int columns = 0;  // as the terminal itself says it; 0: it does not
  std::string lc_all = {};
  std::string lc_ctype = {};
  std::string lang = {};
  std::string term = {};
  std::string colorterm = {};
  bool no_color = false;  // NO_COLOR is set (no-color.org)
};

/// Pure. The width is 40 to 120 columns; 80 where nobody knows it.
Terminal TerminalFrom(const TerminalEnvironment& environment);

/// Of standard output.
TerminalEnvironment ReadTerminalEnvironment();

}  // namespace portcullis::cli
