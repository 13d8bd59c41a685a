#include "clients/cli/csv.h"

#include <string_view>

#include "fmt/format.h"

namespace portcullis::cli {
namespace {

constexpr int kEnd = std::istream::traits_type::eof();

absl::Status Invalid(long line, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("CSV_INVALID: line {}: {}", line, what));
}

}  // namespace

CsvReader::CsvReader(std::istream& in) : in_(in) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  for (const char byte : kByteOrderMark) {
    if (in_.peek() != static_cast<unsigned char>(byte)) return;
    in_.get();
  }
}

int CsvReader::Get() {
  int byte = in_.get();
  if (byte == '\r' && in_.peek() == '\n') byte = in_.get();
  if (byte == '\n') ++line_;
  return byte;
}

absl::StatusOr<std::optional<std::vector<std::string>>> CsvReader::Next() {
  while (in_.peek() == '\n' || in_.peek() == '\r') Get();
  if (in_.peek() == kEnd) return std::nullopt;
  record_line_ = line_;
  std::vector<std::string> fields;
  for (bool is_last = false; !is_last;) {
    if (absl::Status status = ReadField(fields.emplace_back(), is_last); !status.ok()) {
      return status;
    }
  }
  return fields;
}

absl::Status CsvReader::ReadField(std::string& field, bool& is_last) {
  const bool quoted = in_.peek() == '"';
  if (quoted) {
    if (absl::Status status = ReadQuoted(field); !status.ok()) return status;
  }
  while (true) {
    const long line = line_;
    const int byte = Get();
    is_last = byte == kEnd || byte == '\n';
    if (is_last || byte == ',') return absl::OkStatus();
    if (quoted) return Invalid(line, "something stands behind a closing quote");
    if (byte == '"')
      return Invalid(line, "a quote stands inside a field that does not begin with one");
    field.push_back(static_cast<char>(byte));
  }
}

absl::Status CsvReader::ReadQuoted(std::string& field) {
  const long begin = line_;
  Get();
  while (true) {
    const int byte = in_.get();  // ends of lines inside quotes stay as they are
    if (byte == kEnd) return Invalid(begin, "the quote that begins here is never closed");
    if (byte == '\n') ++line_;
    if (byte == '"') {
      if (in_.peek() != '"') return absl::OkStatus();
      in_.get();
    }
    field.push_back(static_cast<char>(byte));
  }
}

std::string CsvLine(const std::vector<std::string>& fields) {
  std::string line;
  bool is_first = true;
  for (const std::string& field : fields) {
    if (!is_first) line += ',';
    is_first = false;
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
      line += field;
      continue;
    }
    line += '"';
    for (const char byte : field) line += byte == '"' ? std::string("\"\"") : std::string(1, byte);
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace portcullis::cli
