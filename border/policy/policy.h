// What the operator decided about errors, in terms of errors.
#pragma once

#include <string>

namespace portcullis {

/// Thresholds are never distances: the distance follows from these, the calibration of the model
/// and the number of references searched.
struct Policy {
  /// A candidate is referred when at most this many strangers per 1,000 searches would come as
  /// close. Positive.
  double max_expected_false_alarms_per_1000_searches = 10;
  /// Verification (1:1) accepts a distance when at most this share of strangers would come as
  /// close. In (0, 1).
  double verification_max_fmr = 1e-3;
  /// Stated probability that a traveller is on the lists searched. In (0, 1). Confidence follows
  /// from it, decisions do not.
  double prior_listed = 1e-3;

  /// A name that changes with any value above: "p-" and ten hexadecimal digits.
  std::string Version() const;
};

}  // namespace portcullis
