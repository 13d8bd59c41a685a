// How many strangers may be stopped: the one number that a threshold follows from.
#pragma once

#include "absl/status/status.h"

namespace portcullis {

/// Stated by people, in one of two ways. Both come to the same: how many false alarms are expected
/// in one search of one list by someone who is not on it.
///
/// The comparisons of one search are taken as independent, each with a chance of FMR to be a false
/// alarm. Then the chance of at least one is 1 - (1 - FMR)^n (J. L. Wayman, "Error rate equations
/// for the general biometric system", IEEE Robotics & Automation Magazine 6(1), 1999), which for
/// small FMR is that of a Poisson variable, 1 - exp(-n FMR). So FPIR = 1 - exp(-expected false
/// alarms).
struct ErrorTarget {
  enum class Kind {
    kFalseAlarmsPer1000Searches,  // expected number of false alarms; (0, 1000]
    kFpir,  // share of searches by strangers with a false alarm; (0, 1 - 1/e], the same limit
  };

  Kind kind = Kind::kFalseAlarmsPer1000Searches;
  double value = 0;

  /// The target in false alarms expected in one search. Positive.
  double ExpectedFalseAlarms() const;

  /// The target of the same kind that expects `expected` false alarms in one search.
  static ErrorTarget Expecting(double expected, Kind kind);

  friend bool operator==(const ErrorTarget&, const ErrorTarget&) = default;
};

inline ErrorTarget FalseAlarmsPer1000Searches(double value) {
  return {ErrorTarget::Kind::kFalseAlarmsPer1000Searches, value};
}
inline ErrorTarget Fpir(double value) { return {ErrorTarget::Kind::kFpir, value}; }

/// No target is looser: at one expected false alarm in every search a list stops everybody.
inline constexpr double kMaxExpectedFalseAlarms = 1;

}  // namespace portcullis
