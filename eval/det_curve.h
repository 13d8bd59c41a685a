// Both error rates of a verifier over all thresholds.
#pragma once

#include <span>
#include <vector>

#include "eval/error_rates.h"
#include "matcher/scoring/comparison.h"

namespace portcullis {

/// ISO/IEC 19795-1, detection error trade-off.
struct DetCurve {
  double equal_error_rate = 0;  // as EqualErrorRate has it
  double equal_error_rate_low = 0;
  double equal_error_rate_high = 1;
  std::vector<RatesAtThreshold> points;  // ascending; no FMR finer than the comparisons support
};

/// At least three impostor comparisons at finite distances and one genuine comparison: no points
/// otherwise. Intervals: 95 %, bootstrap over people; deterministic.
DetCurve MeasureDet(std::span<const Comparison> comparisons, int replicates);

/// Where the lines between neighbouring points cross fmr = fnmr; fmr ascends, fnmr descends, both
/// have the same length, 1 or more. Before the first point nobody is accepted.
double CrossingOf(std::span<const double> fmr, std::span<const double> fnmr);

}  // namespace portcullis
