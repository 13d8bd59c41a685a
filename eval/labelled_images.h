// Images of people whose identity is known: the input of every measurement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eval/embedding_cache.h"

namespace portcullis {

/// What is known of the images beside who is on them: a column of a CSV. Whatever it says about a
/// person is what somebody wrote down, never inferred from the image.
struct ImageColumn {
  std::string name;
  std::vector<std::string> values;  // one per image
};

struct LabelledImages {
  std::vector<std::string> people;             // ascending names
  std::vector<std::string> paths;              // by person, then by name; below `root`
  std::vector<std::uint32_t> person_of_image;  // index into `people`, one per image
  std::vector<ImageColumn> columns;
  std::filesystem::path root;
  std::size_t repeated_images = 0;  // left out, because the person has the same picture already

  std::vector<std::filesystem::path> Files() const;

  /// INVALID_ARGUMENT with FIELD_INVALID, naming those that there are.
  absl::StatusOr<const ImageColumn*> Column(std::string_view name) const;
};

/// Where labelled images come from.
struct LabelledImagesSource {
  std::filesystem::path root = {};  // a folder per person; or what the paths of `images` start from
  std::filesystem::path images = {};  // CSV with the columns path and person; empty: folders
  std::filesystem::path people = {};  // CSV that adds columns per person; empty: none
};

/// Folders are read as by ReadPersonFolders. Paths of a CSV start from `root` or, where that is
/// empty, from the folder of the CSV. `people` is keyed by its column `person`, or by its first
/// where there is none; it must name everybody of `images` and nobody else.
/// NOT_FOUND for a file or folder that is not there; INVALID_ARGUMENT with FIELD_INVALID for
/// neither or contradictory sources, a missing column, a person unknown to the other file, a path
/// twice.
absl::StatusOr<LabelledImages> ReadLabelledImages(const LabelledImagesSource& source);

/// Leaves out pictures that a person has already, counting them, and then all but the first
/// `max_images`, 1 or more, of each person. `content` has one hash per image; images without one
/// are never taken for another. INVALID_ARGUMENT with FIELD_INVALID, naming both, if two people
/// have the same picture: one of the labels is wrong, and every rate would be too.
absl::StatusOr<LabelledImages> SelectImages(LabelledImages images,
                                            std::span<const std::optional<ContentHash>> content,
                                            std::size_t max_images);

/// The hash of each file, none where it cannot be read.
std::vector<std::optional<ContentHash>> HashFiles(std::span<const std::filesystem::path> files);

/// INVALID_ARGUMENT with FIELD_INVALID for one person only (no impostors) or no person with two
/// images (nothing genuine).
absl::Status CheckComparable(const LabelledImages& images);

}  // namespace portcullis
