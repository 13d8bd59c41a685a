#include "eval/det_curve.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

constexpr double kPointsPerDecade = 16;
constexpr std::uint64_t kSeed = 1;

// Just below strangers at fixed shares of them, from 3 / K on.
std::vector<Distance> ThresholdsOf(std::span<const Comparison> comparisons) {
  std::vector<float> impostors;
  for (const Comparison& comparison : comparisons) {
    if (!comparison.genuine) impostors.push_back(comparison.distance.value);
  }
  std::sort(impostors.begin(), impostors.end());
  std::vector<Distance> thresholds;
  for (double place = 3; place < static_cast<double>(impostors.size());
       place = std::max(place + 1, place * std::pow(10, 1 / kPointsPerDecade))) {
    const float distance = impostors[static_cast<std::size_t>(place)];
    if (!std::isfinite(distance)) break;
    const Distance below{std::nextafter(distance, -std::numeric_limits<float>::infinity())};
    const bool ascends = thresholds.empty() || below > thresholds.back();
    if (ascends && below.value >= impostors[2]) thresholds.push_back(below);
  }
  return thresholds;
}

struct Rates {
  std::vector<double> fmr;
  std::vector<double> fnmr;
};

Rates RatesOf(const ComparisonCounts& counts) {
  Rates rates;
  for (std::size_t i = 0; i < counts.impostors_at_or_below.size(); ++i) {
    rates.fmr.push_back(counts.impostors_at_or_below[i] / counts.impostors);
    rates.fnmr.push_back(1 - counts.genuine_at_or_below[i] / counts.genuine);
  }
  return rates;
}

}  // namespace

double CrossingOf(std::span<const double> fmr, std::span<const double> fnmr) {
  double last_fmr = 0;
  double last_fnmr = 1;
  for (std::size_t i = 0; i < fmr.size(); ++i) {
    const double gap = fnmr[i] - fmr[i];
    if (gap <= 0) {
      const double last_gap = last_fnmr - last_fmr;
      return last_fmr + (fmr[i] - last_fmr) * last_gap / (last_gap - gap);
    }
    last_fmr = fmr[i];
    last_fnmr = fnmr[i];
  }
  return (last_fmr + last_fnmr) / 2;
}

DetCurve MeasureDet(std::span<const Comparison> comparisons, int replicates) {
  DetCurve curve;
  curve.equal_error_rate = EqualErrorRate(comparisons);
  const std::vector<Distance> thresholds = ThresholdsOf(comparisons);
  if (thresholds.empty()) return curve;
  PeopleBootstrap bootstrap(comparisons, thresholds, kSeed);
  std::vector<std::vector<double>> fmr(thresholds.size());
  std::vector<std::vector<double>> fnmr(thresholds.size());
  std::vector<double> crossings = {curve.equal_error_rate};
  for (int replicate = 0; replicate < replicates; ++replicate) {
    const ComparisonCounts counts = bootstrap.Next();
    if (counts.impostors == 0 || counts.genuine == 0) continue;
    const Rates rates = RatesOf(counts);
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
      fmr[i].push_back(rates.fmr[i]);
      fnmr[i].push_back(rates.fnmr[i]);
    }
    crossings.push_back(CrossingOf(rates.fmr, rates.fnmr));
  }
  curve.equal_error_rate_low = std::min(curve.equal_error_rate, Quantile(crossings, 0.025));
  curve.equal_error_rate_high = std::max(curve.equal_error_rate, Quantile(crossings, 0.975));
  const ComparisonCounts counts = bootstrap.Measured();
  const auto impostors = static_cast<std::uint64_t>(counts.impostors);
  const auto genuine = static_cast<std::uint64_t>(counts.genuine);
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    const auto accepted = static_cast<std::uint64_t>(counts.genuine_at_or_below[i]);
    const auto strangers = static_cast<std::uint64_t>(counts.impostors_at_or_below[i]);
    curve.points.push_back({thresholds[i], EstimateRate(strangers, impostors, fmr[i]),
                            EstimateRate(genuine - accepted, genuine, fnmr[i])});
  }
  return curve;
}

}  // namespace portcullis
