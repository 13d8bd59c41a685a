// What the operator decided about errors, in terms of errors.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "matcher/scoring/calibration.h"

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
  /// Stated probability that a traveller holds the document that is his own. In (0, 1). As above.
  double verification_prior_same_person = 0.5;

  /// A name that changes with any value above: "p-" and sixteen hexadecimal digits.
  std::string Version() const;

  /// INVALID_ARGUMENT with FIELD_INVALID naming the first value that is out of its range.
  absl::Status Validate() const;
};

/// True when the policy refers a candidate with this score: few enough strangers are expected this
/// close, or it is closer than any stranger ever measured (then no finer claim can be made, and a
/// long list must not let the closest possible match pass).
bool IsReferred(const MatchScore& score, const Policy& policy);

}  // namespace portcullis
