// Comma-separated values after RFC 4180.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace portcullis::cli {

/// Reads record by record. Ends of lines are LF or CR LF; a byte order mark at the begin is
/// skipped, and so are empty lines. Not thread-safe.
class CsvReader {
 public:
  /// `in` outlives this.
  explicit CsvReader(std::istream& in);

  /// The next record; nothing at the end. CSV_INVALID, with the line, for a quote in the wrong
  /// place or one that is never closed.
  absl::StatusOr<std::optional<std::vector<std::string>>> Next();

  /// The line, from 1, in which the record that Next returned last begins.
  long line() const { return record_line_; }

 private:
  int Get();
  absl::Status ReadField(std::string& field, bool& is_last);
  absl::Status ReadQuoted(std::string& field);

  std::istream& in_;
  long line_ = 1;
  long record_line_ = 1;
};

/// The record with the end of its line; quotes only where they are needed.
std::string CsvLine(const std::vector<std::string>& fields);

}  // namespace portcullis::cli
