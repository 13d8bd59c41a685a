#include "eval/pairs_file.h"

#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

struct NumberedLine {
  std::size_t number = 0;
  std::string text;
};

absl::StatusOr<std::vector<NumberedLine>> ReadLines(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return absl::NotFoundError(fmt::format("cannot read {}", file.string()));
  std::vector<NumberedLine> lines;
  std::string text;
  for (std::size_t number = 1; std::getline(in, text); ++number) {
    if (!text.empty() && text.back() == '\r') text.pop_back();
    if (text.find_first_not_of(" \t") == std::string::npos || text.front() == '#') continue;
    lines.push_back({number, text});
  }
  if (lines.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                     fmt::format("{} names no image", file.string()));
  }
  return lines;
}

std::vector<std::string> SplitFields(const std::string& line) {
  const std::string_view separators = line.find('\t') == std::string::npos ? " " : "\t";
  std::vector<std::string> fields;
  std::size_t begin = line.find_first_not_of(separators);
  while (begin != std::string::npos) {
    const std::size_t end = line.find_first_of(separators, begin);
    fields.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(separators, end);
  }
  return fields;
}

std::string FolderOf(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

std::string NameUpToUnderscore(const std::string& path) {
  const std::filesystem::path whole(path);
  const std::string name = whole.filename().string();
  const std::size_t underscore = name.find('_');
  if (underscore == std::string::npos) return "";
  return (whole.parent_path() / name.substr(0, underscore)).string();
}

// Absent where some image names nobody, or a label says otherwise.
std::optional<PairUnits> UnitsBy(const std::function<std::string(const std::string&)>& person_of,
                                 const std::vector<LabelledPair>& pairs) {
  std::map<std::string, std::uint32_t> people;
  PairUnits units;
  for (const LabelledPair& pair : pairs) {
    const std::string first = person_of(pair.first);
    const std::string second = person_of(pair.second);
    if (first.empty() || second.empty() || (first == second) != pair.same_person) {
      return std::nullopt;
    }
    const auto index = [&people](const std::string& person) {
      return people.try_emplace(person, static_cast<std::uint32_t>(people.size())).first->second;
    };
    units.first.push_back(index(first));
    units.second.push_back(index(second));
  }
  return units;
}

}  // namespace

absl::StatusOr<std::vector<LabelledPair>> ReadPairs(const std::filesystem::path& file) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<NumberedLine> lines, ReadLines(file));
  std::vector<LabelledPair> pairs;
  for (const NumberedLine& line : lines) {
    const std::vector<std::string> fields = SplitFields(line.text);
    if (fields.size() != 3 || (fields[2] != "0" && fields[2] != "1")) {
      return MakeError(
          absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
          fmt::format("{}:{}: is not of the form 'A B 0' or 'A B 1'", file.string(), line.number));
    }
    pairs.push_back({fields[0], fields[1], fields[2] == "1"});
  }
  return pairs;
}

absl::StatusOr<std::vector<std::string>> ReadPaths(const std::filesystem::path& file) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<NumberedLine> lines, ReadLines(file));
  std::vector<std::string> paths;
  paths.reserve(lines.size());
  for (const NumberedLine& line : lines) paths.push_back(line.text);
  return paths;
}

PairUnits UnitsOf(const std::vector<LabelledPair>& pairs) {
  if (auto units = UnitsBy(FolderOf, pairs)) {
    units->resampled = "people (folder of the image)";
    return *units;
  }
  if (auto units = UnitsBy(NameUpToUnderscore, pairs)) {
    units->resampled = "people (file name up to its first _)";
    return *units;
  }
  PairUnits units;
  units.resampled = "pairs";
  for (std::uint32_t i = 0; i < pairs.size(); ++i) units.first.push_back(i);
  units.second = units.first;
  return units;
}

}  // namespace portcullis
