// Aligned columns and colours for people.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace portcullis::cli {

enum class Colour { kPlain, kBold, kDim, kRed, kGreen, kYellow };

/// `text` in the colour, or unchanged where `enabled` is false.
std::string Paint(std::string_view text, Colour colour, bool enabled);

/// Rows of cells under a heading. Columns are as wide as their widest cell, two spaces apart.
class Table {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string heading;
    Align align = Align::kLeft;
  };

  explicit Table(std::vector<Column> columns);

  /// As many cells as there are columns, plain UTF-8. `colour` is of the whole row.
  void AddRow(std::vector<std::string> cells, Colour colour = Colour::kPlain);

  void Print(std::ostream& out, bool colours) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    Colour colour;
  };
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace portcullis::cli
