// Along which directions points vary, and how much.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace portcullis {

struct PrincipalAxes {
  std::size_t dimension = 0;
  std::vector<double> variances;  // one per axis; never rise
  std::vector<double> axes;       // by row, orthonormal

  std::size_t count() const { return variances.size(); }
};

/// The eigenvectors of `covariance`, a symmetric matrix of `dimension` x `dimension` by row, with
/// cyclic Jacobi rotations (Golub & Van Loan, 8.5). Axes with less than `smallest_share` of all
/// variance are left out. The largest component of each axis is positive. Deterministic.
PrincipalAxes FindPrincipalAxes(std::vector<double> covariance, std::size_t dimension,
                                double smallest_share);

/// The coordinates of `point` - `mean` in the axes.
std::vector<double> CoordinatesOf(const PrincipalAxes& axes, std::span<const double> mean,
                                  std::span<const float> point);

}  // namespace portcullis
