#include "eval/calibration_quality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "eval/error_rates.h"
#include "matcher/scoring/cllr.h"
#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

constexpr std::uint64_t kSeed = 1;
// Lower ends of the bins. Most comparisons are hopeless, so they are fine near 0 too.
constexpr std::array kEdges = {0.99, 0.95, 0.9,  0.8,  0.7,   0.6,  0.5,  0.4, 0.3,
                               0.2,  0.1,  0.03, 0.01, 0.003, 1e-3, 3e-4, 1e-4};

struct Predicted {
  Distance distance;
  double posterior = 0;
};

double Posterior(double prior, double log10_likelihood_ratio) {
  const double odds = prior / (1 - prior) * std::pow(10, log10_likelihood_ratio);
  return odds / (1 + odds);
}

// The largest distance at which the posterior is `edge` or more; posteriors never rise with it.
std::vector<Distance> EndsOfBins(const std::vector<Predicted>& nearest_first) {
  std::vector<Distance> ends;
  for (const double edge : kEdges) {
    const auto below =
        std::partition_point(nearest_first.begin(), nearest_first.end(),
                             [edge](const Predicted& each) { return each.posterior >= edge; });
    if (below == nearest_first.begin()) continue;
    const Distance end = (below - 1)->distance;
    if (ends.empty() || end > ends.back()) ends.push_back(end);
  }
  const Distance last = nearest_first.back().distance;
  if (ends.empty() || last > ends.back()) ends.push_back(last);
  return ends;
}

// Counts between the last end and this one.
struct BinCounts {
  double genuine = 0;
  double all = 0;
};

BinCounts CountsOf(const ComparisonCounts& counts, std::size_t bin) {
  const auto within = [bin](const std::vector<double>& at_or_below) {
    return at_or_below[bin] - (bin == 0 ? 0 : at_or_below[bin - 1]);
  };
  const double genuine = within(counts.genuine_at_or_below);
  return {genuine, genuine + within(counts.impostors_at_or_below)};
}

std::vector<ReliabilityBin> MeasureReliability(const std::vector<Predicted>& nearest_first,
                                               std::span<const Comparison> comparisons,
                                               int replicates) {
  const std::vector<Distance> ends = EndsOfBins(nearest_first);
  PeopleBootstrap bootstrap(comparisons, ends, kSeed);
  std::vector<std::vector<double>> resampled(ends.size());
  for (int replicate = 0; replicate < replicates; ++replicate) {
    const ComparisonCounts counts = bootstrap.Next();
    for (std::size_t bin = 0; bin < ends.size(); ++bin) {
      const BinCounts each = CountsOf(counts, bin);
      if (each.all > 0) resampled[bin].push_back(each.genuine / each.all);
    }
  }
  const ComparisonCounts measured = bootstrap.Measured();
  std::vector<ReliabilityBin> bins;
  std::size_t next = 0;
  for (std::size_t bin = 0; bin < ends.size(); ++bin) {
    double sum = 0;
    const std::size_t first = next;
    for (; next < nearest_first.size() && nearest_first[next].distance <= ends[bin]; ++next) {
      sum += nearest_first[next].posterior;
    }
    const BinCounts each = CountsOf(measured, bin);
    const RateEstimate rate = EstimateRate(static_cast<std::uint64_t>(each.genuine),
                                           static_cast<std::uint64_t>(each.all), resampled[bin]);
    bins.push_back(
        {sum / static_cast<double>(next - first), rate.rate(), rate.low, rate.high, rate.trials});
  }
  return bins;
}

}  // namespace

CalibrationQuality MeasureCalibration(const Calibration& calibration,
                                      std::span<const Comparison> comparisons, int replicates) {
  CalibrationQuality quality;
  quality.prior =
      static_cast<double>(CountGenuine(comparisons)) / static_cast<double>(comparisons.size());
  std::vector<double> genuine;
  std::vector<double> impostors;
  std::vector<Predicted> predicted;
  for (const Comparison& comparison : comparisons) {
    const double ratio = calibration.Score(comparison.distance, {}, 0.5).log10_likelihood_ratio;
    (comparison.genuine ? genuine : impostors).push_back(ratio);
    predicted.push_back({comparison.distance, Posterior(quality.prior, ratio)});
  }
  std::sort(predicted.begin(), predicted.end(),
            [](const Predicted& a, const Predicted& b) { return a.distance < b.distance; });
  quality.cllr = Cllr(genuine, impostors);
  quality.cllr_min = MinimumCllr(genuine, impostors);
  quality.reliability = MeasureReliability(predicted, comparisons, replicates);
  return quality;
}

}  // namespace portcullis
