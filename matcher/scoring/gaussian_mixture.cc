#include "matcher/scoring/gaussian_mixture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

using Points = WeightedPoints;
using Components = std::vector<MixtureComponent>;

constexpr int kMeansIterations = 30;

std::size_t Triangle(std::size_t n) { return n * (n + 1) / 2; }

double SquaredDistance(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

// `share` is what each point gives to each component, by row of points.
struct Shares {
  std::size_t components = 0;
  std::vector<double> share;

  double of(std::size_t point, std::size_t component) const {
    return share[point * components + component];
  }
};

std::size_t NearestMean(const std::vector<std::vector<double>>& means,
                        std::span<const double> point) {
  std::size_t nearest = 0;
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < means.size(); ++j) {
    const double distance = SquaredDistance(means[j], point);
    if (distance >= smallest) continue;
    smallest = distance;
    nearest = j;
  }
  return nearest;
}

// Every point wholly to the nearest of the means that k-means ends with.
Shares ShareByKMeans(const Points& points, const GaussianMixtureOptions& options) {
  std::mt19937_64 random(options.seed);
  std::vector<std::size_t> order(points.count());
  std::iota(order.begin(), order.end(), 0);
  std::vector<std::vector<double>> means;
  for (std::size_t j = 0; j < options.components; ++j) {
    std::swap(order[j], order[j + random() % (order.size() - j)]);
    const auto start = points.point(order[j]);
    means.emplace_back(start.begin(), start.end());
  }
  std::vector<std::size_t> nearest(points.count(), 0);
  for (int iteration = 0; iteration < kMeansIterations; ++iteration) {
    std::vector<double> weight(means.size(), 0);
    std::vector<std::vector<double>> sums(means.size(), std::vector<double>(points.dimension, 0));
    for (std::size_t i = 0; i < points.count(); ++i) {
      nearest[i] = NearestMean(means, points.point(i));
      weight[nearest[i]] += points.weights[i];
      for (std::size_t k = 0; k < points.dimension; ++k) {
        sums[nearest[i]][k] += points.weights[i] * points.point(i)[k];
      }
    }
    for (std::size_t j = 0; j < means.size(); ++j) {
      if (weight[j] <= 0) continue;  // stays where it is
      for (std::size_t k = 0; k < points.dimension; ++k) means[j][k] = sums[j][k] / weight[j];
    }
  }
  Shares shares{means.size(), std::vector<double>(points.count() * means.size(), 0)};
  for (std::size_t i = 0; i < points.count(); ++i) {
    shares.share[i * means.size() + nearest[i]] = 1;
  }
  return shares;
}

// Lower triangle, by row, of the sum of weighted outer products about the mean.
std::vector<double> ScatterOf(const Points& points, const Shares& shares, std::size_t component,
                              std::span<const double> mean) {
  std::vector<double> scatter(Triangle(points.dimension), 0);
  std::vector<double> centred(points.dimension);
  for (std::size_t i = 0; i < points.count(); ++i) {
    const double weight = points.weights[i] * shares.of(i, component);
    if (weight <= std::numeric_limits<double>::epsilon()) continue;
    for (std::size_t k = 0; k < centred.size(); ++k) centred[k] = points.point(i)[k] - mean[k];
    double* row = scatter.data();
    for (std::size_t k = 0; k < centred.size(); ++k) {
      const double scaled = weight * centred[k];
      for (std::size_t l = 0; l <= k; ++l) row[l] += scaled * centred[l];
      row += k + 1;
    }
  }
  return scatter;
}

// In place; false if the matrix is not positive definite.
bool TakeCholeskyFactor(std::vector<double>& matrix, std::size_t n) {
  const auto at = [&matrix](std::size_t row, std::size_t column) -> double& {
    return matrix[Triangle(row) + column];
  };
  for (std::size_t row = 0; row < n; ++row) {
    for (std::size_t column = 0; column <= row; ++column) {
      double value = at(row, column);
      for (std::size_t i = 0; i < column; ++i) value -= at(row, i) * at(column, i);
      if (row == column && !(value > 0)) return false;
      at(row, column) = row == column ? std::sqrt(value) : value / at(column, column);
    }
  }
  return true;
}

absl::StatusOr<Components> Maximise(const Points& points, const Shares& shares,
                                    double prior_weight) {
  Components components(shares.components);
  std::vector<std::vector<double>> scatters;
  std::vector<double> weights(components.size(), 0);
  std::vector<double> pooled(Triangle(points.dimension), 0);
  for (std::size_t j = 0; j < components.size(); ++j) {
    std::vector<double> sum(points.dimension, 0);
    for (std::size_t i = 0; i < points.count(); ++i) {
      const double weight = points.weights[i] * shares.of(i, j);
      weights[j] += weight;
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += weight * points.point(i)[k];
    }
    if (!(weights[j] > 0)) return absl::InvalidArgumentError("a component lost all its points");
    for (double& value : sum) value /= weights[j];
    components[j].mean = std::move(sum);
    scatters.push_back(ScatterOf(points, shares, j, components[j].mean));
    for (std::size_t k = 0; k < pooled.size(); ++k) pooled[k] += scatters[j][k];
  }
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t j = 0; j < components.size(); ++j) {
    components[j].weight = weights[j] / all;
    for (std::size_t k = 0; k < pooled.size(); ++k) {
      scatters[j][k] =
          (scatters[j][k] + prior_weight * pooled[k] / all) / (weights[j] + prior_weight);
    }
    if (!TakeCholeskyFactor(scatters[j], points.dimension)) {
      return absl::InvalidArgumentError("the points do not vary in some coordinate");
    }
    components[j].factor = std::move(scatters[j]);
  }
  return components;
}

// The logarithm of weight times density, but for a constant that all components share.
double LogDensity(const MixtureComponent& component, std::span<const double> point,
                  std::vector<double>& solved) {
  double result = std::log(component.weight);
  const double* row = component.factor.data();
  for (std::size_t k = 0; k < point.size(); ++k) {
    double value = point[k] - component.mean[k];
    for (std::size_t l = 0; l < k; ++l) value -= row[l] * solved[l];
    solved[k] = value / row[k];
    result -= solved[k] * solved[k] / 2 + std::log(row[k]);
    row += k + 1;
  }
  return result;
}

Shares Expect(const Points& points, const Components& components) {
  Shares shares{components.size(), std::vector<double>(points.count() * components.size())};
  std::vector<double> solved(points.dimension);
  for (std::size_t i = 0; i < points.count(); ++i) {
    double* row = &shares.share[i * components.size()];
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < components.size(); ++j) {
      row[j] = LogDensity(components[j], points.point(i), solved);
      largest = std::max(largest, row[j]);
    }
    double sum = 0;
    for (std::size_t j = 0; j < components.size(); ++j) sum += row[j] = std::exp(row[j] - largest);
    for (std::size_t j = 0; j < components.size(); ++j) row[j] /= sum;
  }
  return shares;
}

}  // namespace

absl::StatusOr<Components> FitGaussianMixture(const Points& points,
                                              const GaussianMixtureOptions& options) {
  if (options.components < 1 || points.count() < options.components) {
    return absl::InvalidArgumentError(
        fmt::format("{} points are too few for {} components", points.count(), options.components));
  }
  Shares shares = ShareByKMeans(points, options);
  PORTCULLIS_ASSIGN_OR_RETURN(Components components,
                              Maximise(points, shares, options.prior_weight));
  // One Gaussian is found at once.
  for (int i = 0; options.components > 1 && i < options.iterations; ++i) {
    PORTCULLIS_ASSIGN_OR_RETURN(components,
                                Maximise(points, Expect(points, components), options.prior_weight));
  }
  return components;
}

}  // namespace portcullis
