// Makes a calibration table from labelled comparisons.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/calibration_table.h"
#include "matcher/scoring/comparison.h"

namespace portcullis {

/// Where the comparisons come from; copied into the table.
struct CalibrationSource {
  ModelId model;
  std::string data_set;
  std::string measured_on;  // ISO 8601 date
  std::uint64_t people = 0;
  std::uint64_t images = 0;
  std::uint64_t failures_to_enrol = 0;
};

struct CalibrationMakerOptions {
  int replicates = 500;  // of the bootstrap over people; 20 or more
  std::uint64_t seed = 1;
};

/// `value` with the six digits that stand in a table: more would be noise and hard to read in a
/// diff.
double WithTableDigits(double value);

/// Pure and deterministic. All comparisons are between images that gave an embedding, so their
/// distances are finite (INVALID_ARGUMENT otherwise, and with fewer than 3 genuine or 3 different
/// impostor distances).
///
/// Knots: at fixed false match rates, 16 a decade from the closest stranger up to one half, then
/// every fortieth up to 1.
/// fmr: the share counted; among the closest 500 strangers (or one in twenty) the generalised
/// Pareto tail fitted to them (pareto_tail.h), never below 3/K. fmr_upper: the largest of fmr, the
/// Clopper-Pearson bound of the count, and the 95 % quantile of a bootstrap over people.
/// log10_likelihood_ratio: likelihood_ratio.h.
/// Intervals: 2.5 % and 97.5 % quantiles of the bootstrap; of fnmr never narrower than
/// Clopper-Pearson's.
absl::StatusOr<CalibrationTable> MakeCalibrationTable(const CalibrationSource& source,
                                                      std::span<const Comparison> comparisons,
                                                      const CalibrationMakerOptions& options);

}  // namespace portcullis
