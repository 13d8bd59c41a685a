#include "clients/cli/score_bar.h"

#include <algorithm>

namespace portcullis::cli {
namespace {

constexpr int kEighths = 8;
constexpr const char* kBlocks[kEighths + 1] = {"·", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

/// Eighths of a cell that are filled, of all cells together.
int Filled(int score, int cells) {
  const int eighths = std::clamp(score, 0, 100) * cells * kEighths / 100;
  // A score above 0 is seen as such.
  return score > 0 ? std::max(eighths, 1) : eighths;
}

}  // namespace

std::string ScoreBar(int score, std::optional<int> minimum, int cells, bool utf8) {
  const int filled = Filled(score, cells);
  const int mark = minimum ? std::min(std::clamp(*minimum, 0, 100) * cells / 100, cells - 1) : -1;
  std::string bar;
  for (int cell = 0; cell < cells; ++cell) {
    const int eighths = std::clamp(filled - cell * kEighths, 0, kEighths);
    if (cell == mark) {
      bar += utf8 ? "┃" : "|";
    } else if (utf8) {
      bar += kBlocks[eighths];
    } else {
      bar += eighths >= kEighths / 2 ? '#' : '-';
    }
  }
  return bar;
}

}  // namespace portcullis::cli
