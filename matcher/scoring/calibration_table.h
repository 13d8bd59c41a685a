// What was measured on labelled comparisons for one model, as numbers that may be published.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "matcher/core/embedding.h"

namespace portcullis {

/// One point of the measured curves. No rate is finer than the comparisons support: fmr is 3/K or
/// more for K impostor comparisons, fnmr is 3/G or more for G genuine ones (rule of three). The
/// intervals hold 95 % of what other people would have given (bootstrap over people); they say
/// nothing where they were not measured.
struct CalibrationKnot {
  Distance distance;
  double fmr = 0;        // share of impostor comparisons at or below this distance; never falls
  double fmr_upper = 0;  // its 95 % upper confidence bound (one-sided); never falls, fmr or more
  double fnmr = 0;       // share of genuine comparisons above this distance; never rises
  double log10_likelihood_ratio = 0;  // never rises with distance; in [log10 3/G, log10 K/3]
  double fnmr_low = 0;                // fnmr or less
  double fnmr_high = 1;               // fnmr or more
  double log10_likelihood_ratio_low = -std::numeric_limits<double>::infinity();
  double log10_likelihood_ratio_high = std::numeric_limits<double>::infinity();
};

/// How often a listed person is missed in an open-set search (ISO/IEC 19795-1): a fact about the
/// model, without any calibration in it.
struct MeasuredIdentification {
  std::uint64_t entries = 0;  // in the gallery, one reference each
  double fpir = 0;            // share of non-mated searches that return anybody
  double fnir = 0;            // share of mated searches that do not return the right entry
  double fnir_low = 0;        // 95 %, bootstrap over people
  double fnir_high = 1;
  std::uint64_t mated_searches = 0;
  std::uint64_t non_mated_searches = 0;
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
  /// On the same data set; ascending in entries, then in fpir. May be empty: not measured.
  std::vector<MeasuredIdentification> identification = {};
};

}  // namespace portcullis
