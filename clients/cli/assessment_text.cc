#include "clients/cli/assessment_text.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/face_picture.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/score_bar.h"
#include "clients/cli/table.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

constexpr int kGap = 2;
constexpr int kLeastTextWidth = 38;
constexpr int kMostPictureWidth = 40;
constexpr std::size_t kFactNameWidth = 14;

/// A line of text in one colour.
struct Line {
  std::string text;
  Colour colour = Colour::kPlain;
};

class Writer {
 public:
  explicit Writer(int width) : width_(static_cast<std::size_t>(width)) {}

  void Paragraph(const std::string& text, Colour colour, const std::string& first = "") {
    const std::string indent(WidthOf(first), ' ');
    bool is_first = true;
    for (const std::string& line : Wrap(text, width_ - indent.size())) {
      lines_.push_back({(is_first ? first : indent) + line, colour});
      is_first = false;
    }
  }

  void Fact(const cli::Fact& fact) {
    Paragraph(fact.text, Colour::kPlain, fmt::format("{:<{}}", fact.name, kFactNameWidth));
  }

  void Space() { lines_.push_back({.text = ""}); }

  const std::vector<Line>& lines() const { return lines_; }

 private:
  const std::size_t width_;
  std::vector<Line> lines_;
};

std::vector<Line> TextOf(const Assessment& assessment, int width, bool utf8) {
  Writer writer(width);
  writer.Paragraph(assessment.headline + "  " + assessment.explanation,
                   assessment.is_accepted ? Colour::kGreen : Colour::kRed);
  if (!assessment.advice.empty()) writer.Space();
  for (const std::string& advice : assessment.advice) {
    writer.Paragraph(advice, Colour::kBold, utf8 ? "→ " : "> ");
  }
  writer.Space();
  for (const Fact& fact : assessment.source) writer.Fact(fact);
  for (const Fact& fact : assessment.face) writer.Fact(fact);
  return writer.lines();
}

/// `left` and `right` beside each other; `left_width` is what a line of `left` takes.
void PrintBeside(const std::vector<std::string>& left, int left_width,
                 const std::vector<Line>& right, bool colours, std::ostream& out) {
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const bool has_left = i < left.size();
    std::string line = has_left ? left[i] : std::string(static_cast<std::size_t>(left_width), ' ');
    line += std::string(kGap, ' ');
    if (i < right.size()) line += Paint(right[i].text, right[i].colour, colours);
    if (!has_left && (i >= right.size() || right[i].text.empty())) line.clear();
    out << line << '\n';
  }
}

struct ColumnWidths {
  std::size_t name = 0;
  std::size_t raw = 0;
  std::size_t needed = 0;
};

ColumnWidths WidthsOf(const std::vector<MeasureLine>& lines) {
  ColumnWidths widths{.name = WidthOf("measure"), .raw = WidthOf("value"), .needed = 0};
  for (const MeasureLine& line : lines) {
    widths.name = std::max(widths.name, WidthOf(line.name));
    widths.raw = std::max(widths.raw, WidthOf(line.raw));
    if (!line.needed.empty()) {
      widths.needed = std::max({widths.needed, WidthOf(line.needed), WidthOf("needed")});
    }
  }
  return widths;
}

std::string Padded(const std::string& text, std::size_t width, bool is_right) {
  const std::string padding(width - std::min(width, WidthOf(text)), ' ');
  return is_right ? padding + text : text + padding;
}

void PrintMeasures(const std::vector<MeasureLine>& lines, const AssessmentStyle& style,
                   std::ostream& out) {
  constexpr std::size_t kScoreWidth = 5;
  constexpr int kLeastBar = 8;
  constexpr int kMostBar = 40;
  const ColumnWidths widths = WidthsOf(lines);
  const std::size_t fixed = widths.name + widths.raw + kScoreWidth + 3 * kGap +
                            (widths.needed > 0 ? kGap + widths.needed : 0);
  const int bar = std::clamp(style.terminal.width - static_cast<int>(fixed), kLeastBar, kMostBar);
  const auto print = [&](const std::string& name, const std::string& raw, const std::string& drawn,
                         const std::string& score, const std::string& needed, Colour colour) {
    const std::string gap(kGap, ' ');
    std::string text = Padded(name, widths.name, false) + gap + Padded(raw, widths.raw, true) +
                       gap + Padded(drawn, static_cast<std::size_t>(bar), false) + gap +
                       Padded(score, kScoreWidth, true);
    if (widths.needed > 0) text += gap + Padded(needed, widths.needed, true);
    text.erase(text.find_last_not_of(' ') + 1);
    out << Paint(text, colour, style.colours) << '\n';
  };
  print("measure", "value", "", "score", "needed", Colour::kBold);
  for (const MeasureLine& line : lines) {
    const std::string score = fmt::format("{}{}", line.is_below ? "! " : "", line.score);
    print(line.name, line.raw, ScoreBar(line.score, line.minimum, bar, style.terminal.utf8), score,
          line.needed, line.is_below ? Colour::kRed : Colour::kPlain);
  }
}

}  // namespace

bool HasRoomForPicture(const Terminal& terminal) {
  return terminal.picture_colours != PictureColours::kNone && terminal.width >= 70;
}

PictureSize PictureSizeFor(const Terminal& terminal) {
  const int columns = std::min(terminal.width - kGap - kLeastTextWidth, kMostPictureWidth);
  return {.columns = columns, .rows = columns};
}

void PrintAssessment(const Assessment& assessment, const Bitmap* picture,
                     const AssessmentStyle& style, std::ostream& out) {
  const Terminal& terminal = style.terminal;
  const bool draws = picture != nullptr && picture->width > 0 && HasRoomForPicture(terminal);
  if (draws) {
    const int left = picture->width + kGap;
    PrintBeside(HalfBlocks(*picture, terminal.picture_colours), picture->width,
                TextOf(assessment, terminal.width - left, terminal.utf8), style.colours, out);
  } else {
    for (const Line& line : TextOf(assessment, terminal.width, terminal.utf8)) {
      out << Paint(line.text, line.colour, style.colours) << '\n';
    }
  }
  if (!assessment.lines.empty()) {
    out << '\n';
    PrintMeasures(assessment.lines, style, out);
  }
  out << '\n';
}

}  // namespace portcullis::cli
