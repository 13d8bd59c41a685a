// What was measured on labelled comparisons for one model, as numbers that may be published.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "matcher/core/embedding.h"

namespace portcullis {

/// One point of the measured curves. Knots ascend strictly in distance.
struct CalibrationKnot {
  Distance distance;
  double fmr = 0;        // share of impostor comparisons at or below this distance; ascends
  double fmr_upper = 0;  // upper end of its 95 % interval, bootstrap over people; >= fmr
  double fnmr = 0;       // share of genuine comparisons above this distance; descends
  double log10_likelihood_ratio = 0;  // descends with distance (isotonic)
};

/// Score statistics only: nothing in it describes a person.
struct CalibrationTable {
  ModelId model;
  std::string data_set;
  std::string measured_on;  // ISO 8601 date
  std::uint64_t people = 0;
  std::uint64_t images = 0;             // images given
  std::uint64_t failures_to_enrol = 0;  // images of these without an embedding
  std::uint64_t impostor_comparisons = 0;
  std::uint64_t genuine_comparisons = 0;
  std::vector<CalibrationKnot> knots;  // 2 or more
};

}  // namespace portcullis
