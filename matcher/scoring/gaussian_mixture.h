// A few Gaussians that together describe weighted points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"

namespace portcullis {

struct MixtureComponent {
  double weight = 0;           // all together 1
  std::vector<double> mean;    // one per coordinate
  std::vector<double> factor;  // lower triangle, by row, of the Cholesky factor of the covariance
};

/// `coordinates` by row; one weight above 0 per point.
struct WeightedPoints {
  std::size_t dimension = 0;
  std::vector<double> coordinates;
  std::vector<double> weights;

  std::size_t count() const { return weights.size(); }
  std::span<const double> point(std::size_t i) const {
    return std::span(coordinates).subspan(i * dimension, dimension);
  }
};

struct GaussianMixtureOptions {
  std::size_t components = 8;
  /// Each covariance is mixed with that within all components as if so much weight had been seen
  /// with that one: the means move freely, the shapes only where there is evidence.
  double prior_weight = 20;
  int iterations = 40;
  std::uint64_t seed = 1;
};

/// Expectation-maximisation (Dempster et al., 1977) from k-means. Deterministic on one machine; on
/// another the last digits may differ. INVALID_ARGUMENT with fewer points than components or if the
/// points do not vary in some coordinate.
absl::StatusOr<std::vector<MixtureComponent>> FitGaussianMixture(
    const WeightedPoints& points, const GaussianMixtureOptions& options);

}  // namespace portcullis
