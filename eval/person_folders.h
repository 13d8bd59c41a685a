// A data set with one folder per person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eval/embedded_image.h"
#include "matcher/scoring/comparison.h"

namespace portcullis {

struct PersonFolders {
  std::vector<std::string> people;             // names of the folders, in ascending order
  std::vector<std::filesystem::path> images;   // by person, then by name
  std::vector<std::uint32_t> person_of_image;  // index into `people`, one per image
};

/// The .jpg, .jpeg and .png files of each folder in `root`, one level deep; of each folder the
/// first `max_images`, 1 or more, by name. NOT_FOUND if there is no such folder; INVALID_ARGUMENT
/// if it holds no such image.
absl::StatusOr<PersonFolders> ReadPersonFolders(const std::filesystem::path& root,
                                                std::size_t max_images);

/// Every two images compared that both have an embedding, one of each person in `person_of_image`.
/// In the order of the images. Errors of DistanceBetween.
absl::StatusOr<std::vector<Comparison>> CompareAll(std::span<const EmbeddedImage> images,
                                                   std::span<const std::uint32_t> person_of_image);

}  // namespace portcullis
