#include "clients/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace portcullis::cli {
namespace {

constexpr int kUnknownWidth = 80;
constexpr int kLeastWidth = 40;
constexpr int kMostWidth = 120;  // longer lines are hard to read

/// The first of the three that is set decides, as POSIX says. The locale need not be installed: it
/// is what the terminal was started with.
bool NamesUtf8(const TerminalEnvironment& environment) {
  std::string locale = !environment.lc_all.empty()     ? environment.lc_all
                       : !environment.lc_ctype.empty() ? environment.lc_ctype
                                                       : environment.lang;
  std::transform(locale.begin(), locale.end(), locale.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

PictureColours ColoursOf(const TerminalEnvironment& environment) {
  if (!environment.is_terminal || environment.no_color) return PictureColours::kNone;
  if (environment.colorterm == "truecolor" || environment.colorterm == "24bit") {
    return PictureColours::k24Bit;
  }
  return environment.term.find("256color") != std::string::npos ? PictureColours::k256
                                                                : PictureColours::kNone;
}

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

Terminal TerminalFrom(const TerminalEnvironment& environment) {
  Terminal terminal;
  terminal.width = environment.is_terminal && environment.columns > 0
                       ? std::clamp(environment.columns, kLeastWidth, kMostWidth)
                       : kUnknownWidth;
  terminal.utf8 = NamesUtf8(environment);
  // A picture is made of characters beyond ASCII.
  if (terminal.utf8) terminal.picture_colours = ColoursOf(environment);
  return terminal;
}

TerminalEnvironment ReadTerminalEnvironment() {
  TerminalEnvironment environment;
  environment.is_terminal = isatty(STDOUT_FILENO) == 1;
  winsize size{};
  if (environment.is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    environment.columns = size.ws_col;
  }
  environment.lc_all = Variable("LC_ALL");
  environment.lc_ctype = Variable("LC_CTYPE");
  environment.lang = Variable("LANG");
  environment.term = Variable("TERM");
  environment.colorterm = Variable("COLORTERM");
  environment.no_color = std::getenv("NO_COLOR") != nullptr;
  return environment;
}

}  // namespace portcullis::cli
