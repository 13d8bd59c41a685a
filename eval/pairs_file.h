// Lists of image pairs whose truth is known.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace portcullis {

struct LabelledPair {
  std::string first;  // as written in the file
  std::string second;
  bool same_person = false;
};

/// Lines `A B 0|1`, 1 for the same person; separated by tabs where the line has one (so that names
/// may hold spaces), by blanks otherwise. Empty lines and lines that start with # are passed over.
/// NOT_FOUND if there is no such file; INVALID_ARGUMENT with the number of the first line that is
/// something else, and for a file without a pair.
absl::StatusOr<std::vector<LabelledPair>> ReadPairs(const std::filesystem::path& file);

/// Paths, one a line, otherwise as ReadPairs.
absl::StatusOr<std::vector<std::string>> ReadPaths(const std::filesystem::path& file);

/// What the bootstrap resamples.
struct PairUnits {
  /// "people (folder of the image)", "people (file name up to its first _)" or "pairs".
  std::string resampled;
  std::vector<std::uint32_t> first;  // per pair, as Comparison::first_person
  std::vector<std::uint32_t> second;
};

/// Tells people from the paths if the labels agree with it for every pair: one person for each
/// genuine pair, two for each impostor pair. Otherwise each pair stands for itself.
PairUnits UnitsOf(const std::vector<LabelledPair>& pairs);

}  // namespace portcullis
