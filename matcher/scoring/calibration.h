// What a distance means: how often a stranger comes this close, and how sure we may be.
#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/calibration_table.h"

namespace portcullis {

/// The meaning of one distance found in one search.
struct MatchScore {
  /// Measured probability that a stranger comes this close to the nearest reference of the entry,
  /// with its 95 % upper confidence bound: for m references 1 - (1 - f)^m of the rate f of one
  /// comparison (Sidak 1967). References of one person resemble each other, so for m above 1 this
  /// is more than the truth, by up to a factor of 2 where it was measured. Where no stranger was
  /// ever measured this close, both are the smallest rate that the number of impostor comparisons
  /// supports (3/K, the rule of three) and beyond_measured_range is true: the truth is smaller, how
  /// much is not known.
  double fmr = 0;
  double fmr_upper = 0;
  bool beyond_measured_range = false;
  /// Strangers expected this close in one search: references searched x fmr.
  double expected_false_alarms = 0;
  /// log10 of (probability density of this distance if same person / if strangers), clamped to the
  /// range that the comparisons support; log10 m less where the nearest of m references gave the
  /// distance, because it is the luckiest of m.
  double log10_likelihood_ratio = 0;
  /// Posterior probability of the same person in [0, 1], for the prior given.
  double confidence = 0;
};

struct SearchSize {
  std::size_t entries = 1;     // 1 or more
  std::size_t references = 1;  // 1 or more
  /// References of the entry scored, of which the nearest gave the distance. 1 or more.
  std::size_t entry_references = 1;
};

/// Immutable, thread-safe, pure.
class Calibration {
 public:
  /// INVALID_ARGUMENT if the table breaks a promise of calibration_table.h (order, monotony,
  /// ranges).
  static absl::StatusOr<Calibration> Create(CalibrationTable table);

  /// `prior_listed` is the policy's stated probability, in (0, 1), that the traveller is one of the
  /// entries searched; it is shared evenly over them. Rates are interpolated between the knots
  /// (logarithm of the rate over distance) and are 1 beyond the last one; a distance that is not a
  /// number scores like the farthest.
  MatchScore Score(Distance distance, const SearchSize& searched, double prior_listed) const;

  /// The largest distance whose measured fmr is at most `fmr`. `fmr` below finest_fmr() gives the
  /// largest distance at which no stranger was measured; `fmr` above the last knot's gives the last
  /// knot's distance.
  Distance DistanceAtFmr(double fmr) const;

  /// Measured share of genuine comparisons that are farther apart than `distance`; interpolated
  /// evenly between the knots, and to 1 at distance 0.
  double FnmrAt(Distance distance) const;

  /// Mean square of the distances of strangers, by the measured curve: between two knots all count
  /// as half of the way from one to the other.
  double MeanSquareOfStrangers() const;

  /// 3/K: no rate below this is ever claimed.
  double finest_fmr() const;

  const CalibrationTable& table() const { return table_; }

 private:
  struct Rates {
    double fmr = 0;
    double fmr_upper = 0;
    double log10_likelihood_ratio = 0;
  };

  explicit Calibration(CalibrationTable table);

  Rates RatesAt(Distance distance) const;

  CalibrationTable table_;
};

}  // namespace portcullis
