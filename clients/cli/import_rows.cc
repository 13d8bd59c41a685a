#include "clients/cli/import_rows.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

#include "clients/cli/csv.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/times.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

namespace fs = std::filesystem;

bool IsPortrait(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kPortraitEndings.begin(), kPortraitEndings.end(), ending) !=
         kPortraitEndings.end();
}

/// By name; hidden ones left out.
absl::StatusOr<std::vector<fs::path>> Contents(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (!at->path().filename().string().starts_with('.')) paths.push_back(at->path());
  }
  if (error) {
    return absl::NotFoundError(
        fmt::format("FILE_UNREADABLE: cannot read {}: {}", folder.string(), error.message()));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

ImportRow RowOf(const fs::path& person, std::string name, const std::vector<std::string>& lists) {
  ImportRow row{.source = person.filename().string(), .images = {}};
  row.entry.set_display_name(std::move(name));
  for (const std::string& list : lists) row.entry.add_lists(ListName(list));
  return row;
}

std::vector<std::string> Parts(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view part = text.substr(0, end);
    const std::size_t first = part.find_first_not_of(' ');
    if (first != std::string_view::npos) {
      parts.emplace_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

using Timestamp = google::protobuf::Timestamp;

void SetTime(ImportRow& row, const std::string& column, const std::string& text,
             Timestamp* (v1::Entry::*field)()) {
  if (text.empty()) return;
  const absl::StatusOr<Timestamp> time = ParseTime(text);
  if (time.ok()) {
    *(row.entry.*field)() = *time;
  } else {
    row.problem = fmt::format("FIELD_INVALID: {}: {}", column,
                              std::string(time.status().message()).substr(15));
  }
}

struct Cell {
  const fs::path& folder;  // of the file
  const std::string& text;
};
using SetCell = std::function<void(ImportRow&, const Cell&)>;

/// What each known column sets.
const std::map<std::string, SetCell>& Columns() {
  static const std::map<std::string, SetCell> kColumns = {
      {"name", [](ImportRow& row, const Cell& cell) { row.entry.set_display_name(cell.text); }},
      {"list",
       [](ImportRow& row, const Cell& cell) {
         for (const std::string& list : Parts(cell.text)) row.entry.add_lists(ListName(list));
       }},
      {"images",
       [](ImportRow& row, const Cell& cell) {
         for (const std::string& image : Parts(cell.text)) {
           row.images.push_back((cell.folder / image).string());
         }
       }},
      {"external_reference",
       [](ImportRow& row, const Cell& cell) { row.entry.set_external_reference(cell.text); }},
      {"alias_names",
       [](ImportRow& row, const Cell& cell) {
         for (std::string& name : Parts(cell.text)) row.entry.add_alias_names(std::move(name));
       }},
      {"document_numbers",
       [](ImportRow& row, const Cell& cell) {
         for (std::string& text : Parts(cell.text)) row.entry.add_document_numbers(std::move(text));
       }},
      {"valid_from",
       [](ImportRow& row, const Cell& cell) {
         SetTime(row, "valid_from", cell.text, &v1::Entry::mutable_valid_from);
       }},
      {"valid_until",
       [](ImportRow& row, const Cell& cell) {
         SetTime(row, "valid_until", cell.text, &v1::Entry::mutable_valid_until);
       }},
      {"review_by",
       [](ImportRow& row, const Cell& cell) {
         SetTime(row, "review_by", cell.text, &v1::Entry::mutable_review_by);
       }},
  };
  return kColumns;
}

absl::Status BadHeading(const std::string& file, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format(
      "CSV_INVALID: {}: {}; the columns are name, list, images, external_reference, alias_names, "
      "document_numbers, valid_from, valid_until, review_by",
      file, what));
}

absl::Status CheckHeading(const std::string& file, const std::vector<std::string>& heading,
                          bool has_default_list) {
  for (const std::string& column : heading) {
    if (!Columns().contains(column)) {
      return BadHeading(file, fmt::format("there is no column \"{}\"", column));
    }
    if (std::count(heading.begin(), heading.end(), column) > 1) {
      return BadHeading(file, fmt::format("column \"{}\" is there twice", column));
    }
  }
  const auto lacks = [&heading](const char* column) {
    return std::find(heading.begin(), heading.end(), column) == heading.end();
  };
  for (const char* column : {"name", "images"}) {
    if (lacks(column)) return BadHeading(file, fmt::format("column \"{}\" is missing", column));
  }
  if (lacks("list") && !has_default_list) {
    return BadHeading(file, "column \"list\" is missing, and there is no --list");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ImportRows> ReadImportFolder(const std::string& folder,
                                            const std::vector<std::string>& lists) {
  const absl::StatusOr<std::vector<fs::path>> people = Contents(folder);
  if (!people.ok()) return people.status();
  ImportRows result;
  for (const fs::path& person : *people) {
    if (!fs::is_directory(person)) {
      if (!IsPortrait(person)) {
        ++result.ignored_files;
        continue;
      }
      result.rows.push_back(RowOf(person, person.stem().string(), lists));
      result.rows.back().images.push_back(person.string());
      continue;
    }
    ImportRow row = RowOf(person, person.filename().string(), lists);
    row.source += '/';
    const absl::StatusOr<std::vector<fs::path>> files = Contents(person);
    if (!files.ok()) row.problem = std::string(files.status().message());
    for (const fs::path& file : files.ok() ? *files : std::vector<fs::path>()) {
      if (IsPortrait(file)) {
        row.images.push_back(file.string());
      } else {
        ++result.ignored_files;
      }
    }
    result.rows.push_back(std::move(row));
  }
  return result;
}

absl::StatusOr<ImportRows> ReadImportCsv(const std::string& file,
                                         const std::vector<std::string>& lists) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return absl::NotFoundError(fmt::format("FILE_UNREADABLE: cannot read {}", file));
  CsvReader reader(in);
  auto heading = reader.Next();
  if (!heading.ok()) return heading.status();
  if (!heading->has_value()) return BadHeading(file, "it has no heading");
  absl::Status status = CheckHeading(file, **heading, !lists.empty());
  if (!status.ok()) return status;

  const fs::path folder = fs::path(file).parent_path();
  ImportRows result;
  while (true) {
    auto record = reader.Next();
    if (!record.ok()) return record.status();
    if (!record->has_value()) return result;
    ImportRow row{.source = fmt::format("line {}", reader.line()), .images = {}};
    const std::vector<std::string>& cells = **record;
    if (cells.size() == (*heading)->size()) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        Columns().at((**heading)[i])(row, {folder, cells[i]});
      }
      if (row.entry.lists().empty()) {
        for (const std::string& list : lists) row.entry.add_lists(ListName(list));
      }
    } else {
      row.problem = fmt::format("CSV_INVALID: it has {} fields, the heading has {}", cells.size(),
                                (*heading)->size());
    }
    result.rows.push_back(std::move(row));
  }
}

}  // namespace portcullis::cli
