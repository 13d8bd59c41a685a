#include "clients/cli/table.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "clients/cli/plain_text.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

std::string_view Code(Colour colour) {
  switch (colour) {
    case Colour::kPlain: return "";
    case Colour::kBold: return "\033[1m";
    case Colour::kDim: return "\033[2m";
    case Colour::kRed: return "\033[31m";
    case Colour::kGreen: return "\033[32m";
    case Colour::kYellow: return "\033[33m";
  }
  return "";
}

}  // namespace

std::string Paint(std::string_view text, Colour colour, bool enabled) {
  if (!enabled || colour == Colour::kPlain) return std::string(text);
  return fmt::format("{}{}\033[0m", Code(colour), text);
}

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::AddRow(std::vector<std::string> cells, Colour colour) {
  rows_.push_back({.cells = std::move(cells), .colour = colour});
}

void Table::Print(std::ostream& out, bool colours) const {
  Row heading{.cells = {}, .colour = Colour::kBold};
  for (const Column& column : columns_) heading.cells.push_back(column.heading);
  std::vector<const Row*> rows = {&heading};
  for (const Row& row : rows_) rows.push_back(&row);

  for (const Row* row : rows) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::size_t width = 0;
      for (const Row* other : rows) width = std::max(width, WidthOf(other->cells[i]));
      const std::string& cell = row->cells[i];
      const std::string padding(width - WidthOf(cell), ' ');
      if (i > 0) line += "  ";
      line += columns_[i].align == Align::kRight ? padding + cell : cell + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << Paint(line, row->colour, colours) << '\n';
  }
}

}  // namespace portcullis::cli
