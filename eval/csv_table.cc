#include "eval/csv_table.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::Status Malformed(std::string_view name, std::size_t line, std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                   fmt::format("{}:{}: {}", name, line, problem));
}

// Reads one record after the other.
class RecordReader {
 public:
  RecordReader(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  bool AtEnd() const { return place_ == text_.size(); }
  std::size_t line() const { return line_; }

  absl::StatusOr<std::vector<std::string>> Next() {
    std::vector<std::string> fields;
    while (true) {
      PORTCULLIS_ASSIGN_OR_RETURN(std::string field, NextField());
      fields.push_back(std::move(field));
      if (AtEnd() || EndLine()) return fields;
      ++place_;  // the comma
    }
  }

 private:
  bool EndLine() {
    const std::size_t length = text_.substr(place_, 2) == "\r\n" ? 2
                               : text_[place_] == '\n'           ? 1
                                                                 : 0;
    place_ += length;
    if (length > 0) ++line_;
    return length > 0;
  }

  absl::StatusOr<std::string> NextField() {
    if (!AtEnd() && text_[place_] == '"') return QuotedField();
    const std::size_t begin = place_;
    while (!AtEnd() && text_[place_] != ',' && text_[place_] != '\n') {
      if (text_[place_] == '"') return Malformed(name_, line_, "a quote in a field without quotes");
      ++place_;
    }
    // The CR belongs to the line end.
    if (!AtEnd() && text_[place_] == '\n' && place_ > begin && text_[place_ - 1] == '\r') --place_;
    return std::string(text_.substr(begin, place_ - begin));
  }

  absl::StatusOr<std::string> QuotedField() {
    const std::size_t opened_on = line_;
    std::string field;
    for (++place_; !AtEnd(); ++place_) {
      if (text_[place_] == '\n') ++line_;
      if (text_[place_] != '"') {
        field += text_[place_];
      } else if (text_.substr(place_, 2) == "\"\"") {
        field += text_[place_++];
      } else {
        ++place_;
        const bool ended = AtEnd() || text_[place_] == ',' || text_[place_] == '\n' ||
                           text_.substr(place_, 2) == "\r\n";
        if (ended) return field;
        return Malformed(name_, line_, "text after a closing quote");
      }
    }
    return Malformed(name_, opened_on, "a quote is never closed");
  }

  std::string_view text_;
  std::string_view name_;
  std::size_t place_ = 0;
  std::size_t line_ = 1;
};

bool IsEmptyLine(const std::vector<std::string>& fields) {
  return fields.size() == 1 && fields.front().empty();
}

absl::Status CheckColumns(const std::vector<std::string>& columns, std::string_view name,
                          std::size_t line) {
  for (auto column = columns.begin(); column != columns.end(); ++column) {
    if (column->empty()) return Malformed(name, line, "a column has no name");
    if (std::find(columns.begin(), column, *column) != column) {
      return Malformed(name, line, fmt::format("column {} appears twice", *column));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRow(const CsvTable& table, const std::vector<std::string>& row,
                      std::string_view name, std::size_t line) {
  if (row.size() != table.columns.size()) {
    return Malformed(name, line,
                     fmt::format("{} cells, the header has {}", row.size(), table.columns.size()));
  }
  const auto empty = std::find(row.begin(), row.end(), "");
  if (empty == row.end()) return absl::OkStatus();
  const auto& column = table.columns[static_cast<std::size_t>(empty - row.begin())];
  return Malformed(name, line, fmt::format("the cell of column {} is empty", column));
}

}  // namespace

std::size_t CsvTable::ColumnOf(std::string_view column) const {
  return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) -
                                  columns.begin());
}

absl::StatusOr<CsvTable> ParseCsv(std::string_view text, std::string_view name) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  CsvTable table;
  RecordReader reader(text, name);
  while (!reader.AtEnd()) {
    const std::size_t line = reader.line();
    PORTCULLIS_ASSIGN_OR_RETURN(std::vector<std::string> fields, reader.Next());
    if (IsEmptyLine(fields)) continue;
    if (table.columns.empty()) {
      PORTCULLIS_RETURN_IF_ERROR(CheckColumns(fields, name, line));
      table.columns = std::move(fields);
      continue;
    }
    PORTCULLIS_RETURN_IF_ERROR(CheckRow(table, fields, name, line));
    table.rows.push_back(std::move(fields));
    table.line_of_row.push_back(line);
  }
  if (table.rows.empty()) return Malformed(name, reader.line(), "no row below the header");
  return table;
}

absl::StatusOr<CsvTable> ReadCsv(const std::filesystem::path& file) {
  std::error_code error;
  std::ifstream in(file, std::ios::binary);
  if (!in || !std::filesystem::is_regular_file(file, error)) {
    return absl::NotFoundError(fmt::format("cannot read {}", file.string()));
  }
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return ParseCsv(text, file.string());
}

}  // namespace portcullis
