#include "eval/labelled_images.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "eval/csv_table.h"
#include "eval/person_folders.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

absl::Status Invalid(std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, problem);
}

absl::StatusOr<LabelledImages> FromFolders(const fs::path& root) {
  PORTCULLIS_ASSIGN_OR_RETURN(PersonFolders folders,
                              ReadPersonFolders(root, static_cast<std::size_t>(-1)));
  LabelledImages images;
  images.people = std::move(folders.people);
  images.person_of_image = std::move(folders.person_of_image);
  images.root = root;
  for (const fs::path& file : folders.images) {
    images.paths.push_back((file.parent_path().filename() / file.filename()).string());
  }
  return images;
}

absl::StatusOr<std::size_t> Required(const CsvTable& table, std::string_view column,
                                     const fs::path& file) {
  const std::size_t place = table.ColumnOf(column);
  if (place < table.columns.size()) return place;
  return Invalid(fmt::format("{} has no column {}, but {}", file.string(), column,
                             fmt::join(table.columns, ", ")));
}

// Rows by person, then by path, whatever their order in the file.
absl::StatusOr<LabelledImages> FromCsv(const fs::path& file) {
  PORTCULLIS_ASSIGN_OR_RETURN(CsvTable table, ReadCsv(file));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::size_t path, Required(table, "path", file));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::size_t person, Required(table, "person", file));
  std::sort(table.rows.begin(), table.rows.end(), [&](const auto& a, const auto& b) {
    return std::tie(a[person], a[path]) < std::tie(b[person], b[path]);
  });
  LabelledImages images;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (column != path && column != person) images.columns.push_back({table.columns[column], {}});
  }
  std::map<std::string, std::string> person_of_path;
  for (const std::vector<std::string>& row : table.rows) {
    if (const auto [other, is_new] = person_of_path.emplace(row[path], row[person]); !is_new) {
      return Invalid(fmt::format("{} names the path {} twice, for {} and {}", file.string(),
                                 row[path], other->second, row[person]));
    }
    if (images.people.empty() || images.people.back() != row[person]) {
      images.people.push_back(row[person]);
    }
    images.paths.push_back(row[path]);
    images.person_of_image.push_back(static_cast<std::uint32_t>(images.people.size() - 1));
    for (ImageColumn& column : images.columns) {
      column.values.push_back(row[table.ColumnOf(column.name)]);
    }
  }
  return images;
}

absl::Status AddPeople(const fs::path& file, LabelledImages& images) {
  PORTCULLIS_ASSIGN_OR_RETURN(const CsvTable table, ReadCsv(file));
  const std::size_t named = table.ColumnOf("person");
  const std::size_t key = named < table.columns.size() ? named : 0;
  std::map<std::string, const std::vector<std::string>*> row_of_person;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string& person = table.rows[i][key];
    if (!row_of_person.emplace(person, &table.rows[i]).second) {
      return Invalid(fmt::format("{}:{}: person {} appears twice", file.string(),
                                 table.line_of_row[i], person));
    }
    if (!std::binary_search(images.people.begin(), images.people.end(), person)) {
      return Invalid(fmt::format("{}:{}: person {} has no image", file.string(),
                                 table.line_of_row[i], person));
    }
  }
  for (const std::string& person : images.people) {
    if (row_of_person.count(person) == 0) {
      return Invalid(fmt::format("person {} has images but no row in {}", person, file.string()));
    }
  }
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (column == key) continue;
    if (images.Column(table.columns[column]).ok()) {
      return Invalid(fmt::format("both CSV files have a column {}", table.columns[column]));
    }
    ImageColumn added{table.columns[column], {}};
    for (const std::uint32_t person : images.person_of_image) {
      added.values.push_back(row_of_person.at(images.people[person])->at(column));
    }
    images.columns.push_back(std::move(added));
  }
  return absl::OkStatus();
}

// Only `chosen`, ascending, and the people on them.
LabelledImages Only(const LabelledImages& images, const std::vector<std::size_t>& chosen) {
  LabelledImages only;
  only.root = images.root;
  for (const ImageColumn& column : images.columns) only.columns.push_back({column.name, {}});
  for (const std::size_t i : chosen) {
    const std::string& person = images.people[images.person_of_image[i]];
    if (only.people.empty() || only.people.back() != person) only.people.push_back(person);
    only.paths.push_back(images.paths[i]);
    only.person_of_image.push_back(static_cast<std::uint32_t>(only.people.size() - 1));
    for (std::size_t column = 0; column < images.columns.size(); ++column) {
      only.columns[column].values.push_back(images.columns[column].values[i]);
    }
  }
  return only;
}

}  // namespace

std::vector<fs::path> LabelledImages::Files() const {
  std::vector<fs::path> files;
  files.reserve(paths.size());
  for (const std::string& path : paths) files.push_back(root / path);
  return files;
}

absl::StatusOr<const ImageColumn*> LabelledImages::Column(std::string_view name) const {
  std::vector<std::string> names;
  for (const ImageColumn& column : columns) {
    if (column.name == name) return &column;
    names.push_back(column.name);
  }
  return Invalid(fmt::format("no column {}; there {}", name,
                             names.empty() ? "are none beside path and person"
                                           : fmt::format("are {}", fmt::join(names, ", "))));
}

absl::StatusOr<LabelledImages> ReadLabelledImages(const LabelledImagesSource& source) {
  if (source.images.empty() && source.root.empty()) {
    return Invalid("no images: give --root, a folder per person, or --images, a CSV");
  }
  if (source.images.empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(LabelledImages images, FromFolders(source.root));
    if (!source.people.empty()) {
      PORTCULLIS_RETURN_IF_ERROR(AddPeople(source.people, images));
    }
    return images;
  }
  PORTCULLIS_ASSIGN_OR_RETURN(LabelledImages images, FromCsv(source.images));
  images.root = source.root.empty() ? source.images.parent_path() : source.root;
  if (!source.people.empty()) {
    PORTCULLIS_RETURN_IF_ERROR(AddPeople(source.people, images));
  }
  return images;
}

absl::StatusOr<LabelledImages> SelectImages(LabelledImages images,
                                            std::span<const std::optional<ContentHash>> content,
                                            std::size_t max_images) {
  std::map<ContentHash, std::size_t> first_with;
  std::vector<std::size_t> images_of_person(images.people.size(), 0);
  std::vector<std::size_t> chosen;
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < images.paths.size(); ++i) {
    const std::uint32_t person = images.person_of_image[i];
    if (content[i]) {
      const auto [known, is_new] = first_with.emplace(*content[i], i);
      const std::uint32_t other = images.person_of_image[known->second];
      if (!is_new && other != person) {
        return Invalid(fmt::format("{} and {} are the same picture, of {} and of {}",
                                   images.paths[known->second], images.paths[i],
                                   images.people[other], images.people[person]));
      }
      if (!is_new) {
        ++repeated;
        continue;
      }
    }
    if (images_of_person[person]++ < max_images) chosen.push_back(i);
  }
  LabelledImages selected = Only(images, chosen);
  selected.repeated_images = repeated;
  return selected;
}

std::vector<std::optional<ContentHash>> HashFiles(std::span<const fs::path> files) {
  std::vector<std::optional<ContentHash>> hashes;
  hashes.reserve(files.size());
  std::vector<char> bytes;
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    if (bytes.empty()) {
      hashes.emplace_back();
    } else {
      hashes.push_back(
          HashContent({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
    }
  }
  return hashes;
}

absl::Status CheckComparable(const LabelledImages& images) {
  if (images.people.size() < 2) {
    return Invalid(fmt::format("only one person, {}: no impostors to compare with",
                               images.people.empty() ? "nobody" : images.people.front()));
  }
  const auto& person = images.person_of_image;
  if (std::adjacent_find(person.begin(), person.end()) == person.end()) {
    return Invalid(fmt::format("{} people with one image each: no genuine comparison is possible",
                               images.people.size()));
  }
  return absl::OkStatus();
}

}  // namespace portcullis
