// The fitted distribution of the embedding of one photograph of one random person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "matcher/core/embedding.h"

namespace portcullis {

/// One Gaussian of the mixture, in the coordinates of the principal axes.
struct CohortComponent {
  double weight = 0;          // share of the population, in (0, 1]; all together 1
  std::vector<float> mean;    // one per axis
  std::vector<float> factor;  // lower triangle, by row, of the Cholesky factor of the covariance
};

/// Synthetic travellers are a little too rarely very close to a real face, since no smooth
/// distribution has all the clusters that people have. What was measured about that: at `distance`
/// real strangers match with `fmr`, and synthetic ones match people that the fit did not see with
/// the same `fmr` at `cohort_distance`.
struct CohortKnot {
  double fmr = 0;
  Distance distance;
  Distance cohort_distance;
};

/// A population, not people: at 8 components each mean and covariance is over hundreds of people.
/// A traveller is drawn as mean + axes^T (component mean + factor z), z standard normal.
struct CohortModel {
  ModelId model;
  std::string data_set;
  std::string fitted_on;  // ISO 8601 date
  std::uint64_t people = 0;
  std::uint64_t images = 0;             // images given
  std::uint64_t failures_to_enrol = 0;  // images of these without an embedding: not used
  std::vector<float> mean;              // one per dimension of the embedding
  /// The principal axes, by row, orthonormal, that of the largest variance first. Those along which
  /// nothing varies are left out, so there may be fewer than dimensions.
  std::vector<float> axes;
  std::vector<CohortComponent> components;  // 1 or more
  /// Ascending strictly in all three numbers; holds kEasyFmr and kHardFmr.
  std::vector<CohortKnot> knots;

  std::size_t dimension() const { return mean.size(); }
  std::size_t axis_count() const { return mean.empty() ? 0 : axes.size() / mean.size(); }
};

/// The two rates at which one photograph is compared with all others: frequent enough to be counted
/// in a cohort, rare enough to say something about close matches.
inline constexpr double kEasyFmr = 1e-2;
inline constexpr double kHardFmr = 1e-3;

/// INVALID_ARGUMENT, with the reason, if the model breaks a promise of the above.
absl::Status CheckCohortModel(const CohortModel& model);

/// How close a synthetic traveller must come to count as one within `distance`: linear between the
/// knots, and beyond them with the difference of the last.
Distance CohortDistance(std::span<const CohortKnot> knots, Distance distance);

/// The knot at kEasyFmr or kHardFmr of a model that CheckCohortModel accepts.
const CohortKnot& KnotAt(const CohortModel& model, double fmr);

}  // namespace portcullis
