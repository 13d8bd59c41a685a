// What was measured on labelled comparisons for one model, as numbers that may be published.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "matcher/core/embedding.h"

namespace portcullis {

/// One point of the measured curves. No rate is finer than the comparisons support: fmr is 3/K or
/// more for K impostor comparisons, fnmr is 3/G or more for G genuine ones (rule of three).
struct CalibrationKnot {
  Distance distance;
  double fmr = 0;        // share of impostor comparisons at or below this distance; never falls
  double fmr_upper = 0;  // its 95 % upper confidence bound (one-sided); never falls, fmr or more
  double fnmr = 0;       // share of genuine comparisons above this distance; never rises
  double log10_likelihood_ratio = 0;  // never rises with distance; in [log10 3/G, log10 K/3]
};

/// Score statistics only: nothing in it describes a person.
struct CalibrationTable {
  ModelId model;
  std::string data_set;
  std::string measured_on;  // ISO 8601 date
  std::uint64_t people = 0;
  std::uint64_t images = 0;                // images given
  std::uint64_t failures_to_enrol = 0;     // images of these without an embedding: not compared
  std::uint64_t impostor_comparisons = 0;  // 3 or more
  std::uint64_t genuine_comparisons = 0;   // 3 or more
  /// 2 or more, strictly ascending in distance. The first is the closest that any stranger came,
  /// the last the farthest that was measured.
  std::vector<CalibrationKnot> knots;
};

}  // namespace portcullis
