// Tables as spreadsheets write them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace portcullis {

/// A table with names for its columns. Every row has a cell for each column, none of them empty.
struct CsvTable {
  std::vector<std::string> columns;            // different names
  std::vector<std::vector<std::string>> rows;  // in the order of the file
  std::vector<std::size_t> line_of_row;        // where each row begins, from 1

  /// The place of `column` in every row; columns.size() if there is none.
  std::size_t ColumnOf(std::string_view column) const;
};

/// RFC 4180: fields separated by commas, quoted where they hold a comma, a quote (doubled) or a
/// line end; lines end with LF or CRLF; the first line names the columns. A byte order mark and
/// empty lines are passed over. `name` stands for the text in messages. INVALID_ARGUMENT with
/// FIELD_INVALID, naming the line: no rows, a column named twice or not at all, a row of another
/// length, an empty cell, a quote out of place or left open.
absl::StatusOr<CsvTable> ParseCsv(std::string_view text, std::string_view name);

/// The same from a file; NOT_FOUND if it cannot be read.
absl::StatusOr<CsvTable> ReadCsv(const std::filesystem::path& file);

}  // namespace portcullis
