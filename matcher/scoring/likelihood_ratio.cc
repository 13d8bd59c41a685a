#include "matcher/scoring/likelihood_ratio.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "matcher/scoring/isotonic.h"

namespace portcullis {
namespace {

constexpr double kRuleOfThree = 3;

/// What lies between two neighbouring distances. Bin 0 holds the added strangers; bin i + 1 reaches
/// up to distance i; the last one holds what is beyond all distances and the genuine comparisons
/// moved there.
struct Bin {
  std::size_t index = 0;
  WeightedValue genuine_share;
};

/// Without the bins in which nothing was counted.
std::vector<Bin> BalancedBins(const ComparisonCounts& counts) {
  std::vector<Bin> bins;
  std::size_t index = 0;
  const auto add = [&](double genuine, double impostors) {
    const double genuine_share = genuine / counts.genuine;
    const double weight = genuine_share + impostors / counts.impostors;
    if (weight > 0) bins.push_back({index, {genuine_share / weight, weight}});
    ++index;
  };
  add(0, kRuleOfThree);
  double genuine_before = 0;
  double impostors_before = 0;
  for (std::size_t i = 0; i < counts.impostors_at_or_below.size(); ++i) {
    const double genuine = std::max(0.0, counts.genuine_at_or_below[i] - kRuleOfThree);
    add(genuine - genuine_before, counts.impostors_at_or_below[i] - impostors_before);
    genuine_before = genuine;
    impostors_before = counts.impostors_at_or_below[i];
  }
  add(counts.genuine - genuine_before, counts.impostors - impostors_before);
  return bins;
}

/// The ratio of the distances around `centre`.
struct RatioPoint {
  double centre = 0;
  double log10_ratio = 0;
};

std::vector<RatioPoint> RatioPoints(const std::vector<Distance>& distances,
                                    const ComparisonCounts& counts) {
  const std::vector<Bin> bins = BalancedBins(counts);
  std::vector<WeightedValue> shares;
  for (const Bin& bin : bins) shares.push_back(bin.genuine_share);
  std::vector<RatioPoint> points;
  for (const IsotonicBlock& block : FitNonIncreasing(shares)) {
    // Bin i reaches from distance i - 2 to distance i - 1; the outermost bins have no width.
    const std::size_t first = bins[block.first].index;
    const std::size_t last = bins[block.last].index;
    const std::size_t right = last < 1 ? 0 : std::min(last - 1, distances.size() - 1);
    const std::size_t left = std::min(first < 2 ? 0 : first - 2, right);
    points.push_back({(static_cast<double>(distances[left].value) + distances[right].value) / 2,
                      std::log10(block.mean / (1 - block.mean))});
  }
  return points;
}

double Interpolate(const std::vector<RatioPoint>& points, double distance) {
  const auto above = std::upper_bound(
      points.begin(), points.end(), distance,
      [](double wanted, const RatioPoint& point) { return wanted < point.centre; });
  if (above == points.begin()) return points.front().log10_ratio;
  if (above == points.end()) return points.back().log10_ratio;
  const RatioPoint& below = *(above - 1);
  const double share = (distance - below.centre) / (above->centre - below.centre);
  return below.log10_ratio + share * (above->log10_ratio - below.log10_ratio);
}

}  // namespace

std::vector<double> Log10LikelihoodRatios(const std::vector<Distance>& distances,
                                          const ComparisonCounts& counts) {
  const std::vector<RatioPoint> points = RatioPoints(distances, counts);
  const double least = std::log10(kRuleOfThree / counts.genuine);
  const double most = std::log10(counts.impostors / kRuleOfThree);
  std::vector<double> ratios;
  for (const Distance distance : distances) {
    ratios.push_back(std::clamp(Interpolate(points, distance.value), least, most));
  }
  return ratios;
}

}  // namespace portcullis
