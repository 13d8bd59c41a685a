// Verification error rates as a table and as JSON.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/det_curve.h"
#include "eval/error_rates.h"
#include "matcher/scoring/comparison.h"
#include "nlohmann/json_fwd.hpp"

namespace portcullis {

/// What a calibration says of a threshold, and what was found there.
struct Promise {
  double fmr = 0;
  RatesAtThreshold found;
};

/// Comparisons with an image without an embedding are among all counts: a genuine one is a miss, an
/// impostor one is no match.
struct VerifyReport {
  std::size_t genuine = 0;
  std::size_t impostors = 0;
  std::size_t genuine_with_failure = 0;
  std::size_t impostors_with_failure = 0;
  std::string resampled = "people";
  std::optional<ThresholdAccuracy> best;  // for pair lists alone, as the next one
  std::optional<CrossValidatedAccuracy> cross_validated;
  DetCurve det;
  std::vector<FnmrAtFmr> rates;
  std::vector<Promise> promises;  // none without a calibration
};

/// Everything but accuracies and promises. At least one comparison of each kind.
VerifyReport MeasureVerification(std::span<const Comparison> comparisons,
                                 std::span<const double> fmr_levels, int replicates);

void PrintTable(const VerifyReport& report, std::ostream& out);

/// Adds what eval/README.md describes under "verify"; for pair lists also the names that this
/// command had before: genuine_pairs, accuracy, equal_error_rate, fnmr_at_fmr_1e3 and so on.
void AddTo(nlohmann::ordered_json& document, const VerifyReport& report);

}  // namespace portcullis
