#include "matcher/scoring/principal_axes.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace portcullis {
namespace {

constexpr int kMaxSweeps = 50;         // about ten are needed
constexpr double kNegligible = 1e-30;  // of the squared norm of the matrix

double SquaredOffDiagonal(const std::vector<double>& matrix, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (i != j) sum += matrix[i * n + j] * matrix[i * n + j];
    }
  }
  return sum;
}

struct Rotation {
  double cosine = 1;
  double sine = 0;
};

// The one that makes element (p, q) zero.
Rotation RotationFor(const std::vector<double>& matrix, std::size_t n, std::size_t p,
                     std::size_t q) {
  const double off = matrix[p * n + q];
  if (off == 0) return {};
  const double tau = (matrix[q * n + q] - matrix[p * n + p]) / (2 * off);
  const double tangent = (tau >= 0 ? 1 : -1) / (std::abs(tau) + std::hypot(1, tau));
  const double cosine = 1 / std::hypot(1, tangent);
  return {cosine, tangent * cosine};
}

// Turns rows p and q of a matrix with rows of n.
void TurnRows(std::vector<double>& matrix, std::size_t n, std::size_t p, std::size_t q,
              Rotation by) {
  for (std::size_t i = 0; i < n; ++i) {
    const double a = matrix[p * n + i];
    const double b = matrix[q * n + i];
    matrix[p * n + i] = by.cosine * a - by.sine * b;
    matrix[q * n + i] = by.sine * a + by.cosine * b;
  }
}

void TurnColumns(std::vector<double>& matrix, std::size_t n, std::size_t p, std::size_t q,
                 Rotation by) {
  for (std::size_t i = 0; i < n; ++i) {
    const double a = matrix[i * n + p];
    const double b = matrix[i * n + q];
    matrix[i * n + p] = by.cosine * a - by.sine * b;
    matrix[i * n + q] = by.sine * a + by.cosine * b;
  }
}

// Makes `matrix` diagonal; the rows of the result are its eigenvectors.
std::vector<double> Diagonalise(std::vector<double>& matrix, std::size_t n) {
  std::vector<double> vectors(n * n, 0);
  for (std::size_t i = 0; i < n; ++i) vectors[i * n + i] = 1;
  const double all =
      std::inner_product(matrix.begin(), matrix.end(), matrix.begin(), 0.0) * kNegligible;
  for (int sweep = 0; sweep < kMaxSweeps && SquaredOffDiagonal(matrix, n) > all; ++sweep) {
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        const Rotation rotation = RotationFor(matrix, n, p, q);
        TurnColumns(matrix, n, p, q, rotation);
        TurnRows(matrix, n, p, q, rotation);
        TurnRows(vectors, n, p, q, rotation);
      }
    }
  }
  return vectors;
}

}  // namespace

PrincipalAxes FindPrincipalAxes(std::vector<double> covariance, std::size_t dimension,
                                double smallest_share) {
  assert(covariance.size() == dimension * dimension);
  const std::vector<double> vectors = Diagonalise(covariance, dimension);
  const auto variance = [&](std::size_t i) { return covariance[i * dimension + i]; };
  std::vector<std::size_t> order(dimension);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return variance(a) > variance(b); });
  double all = 0;
  for (std::size_t i = 0; i < dimension; ++i) all += variance(i);

  PrincipalAxes found;
  found.dimension = dimension;
  for (const std::size_t i : order) {
    if (variance(i) <= 0 || variance(i) < smallest_share * all) break;
    found.variances.push_back(variance(i));
    const auto row = vectors.begin() + static_cast<std::ptrdiff_t>(i * dimension);
    const auto end = row + static_cast<std::ptrdiff_t>(dimension);
    const double largest =
        *std::max_element(row, end, [](double a, double b) { return std::abs(a) < std::abs(b); });
    for (auto value = row; value != end; ++value) {
      found.axes.push_back(largest < 0 ? -*value : *value);
    }
  }
  return found;
}

std::vector<double> CoordinatesOf(const PrincipalAxes& axes, std::span<const double> mean,
                                  std::span<const float> point) {
  std::vector<double> coordinates(axes.count(), 0);
  for (std::size_t axis = 0; axis < axes.count(); ++axis) {
    for (std::size_t i = 0; i < axes.dimension; ++i) {
      coordinates[axis] += axes.axes[axis * axes.dimension + i] * (point[i] - mean[i]);
    }
  }
  return coordinates;
}

}  // namespace portcullis
