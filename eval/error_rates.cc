#include "eval/error_rates.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "matcher/scoring/binomial_bound.h"
#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

constexpr std::size_t kFolds = 10;
constexpr double kPlacesPerDecade = 200;  // of thresholds that the bootstrap chooses from
constexpr std::uint64_t kSeed = 1;

std::vector<Comparison> SortedByDistance(std::span<const Comparison> comparisons) {
  std::vector<Comparison> sorted(comparisons.begin(), comparisons.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const Comparison& a, const Comparison& b) { return a.distance < b.distance; });
  return sorted;
}

// Calls visit(index of the last comparison accepted, genuine accepted, impostors accepted) for
// every threshold that lies on a finite distance.
template <typename Visit>
void ForEachThreshold(const std::vector<Comparison>& sorted, const Visit& visit) {
  std::size_t genuine = 0;
  for (std::size_t i = 0; i < sorted.size() && std::isfinite(sorted[i].distance.value); ++i) {
    if (sorted[i].genuine) ++genuine;
    if (i + 1 < sorted.size() && sorted[i + 1].distance == sorted[i].distance) continue;
    visit(i, genuine, i + 1 - genuine);
  }
}

// Halfway to the next distance, so that the choice holds for others too.
Distance ThresholdAfter(const std::vector<Comparison>& sorted, std::size_t i) {
  const float here = sorted[i].distance.value;
  if (i + 1 == sorted.size() || !std::isfinite(sorted[i + 1].distance.value)) return {here};
  return {here + (sorted[i + 1].distance.value - here) / 2};
}

std::vector<Distance> SortedDistances(std::span<const Comparison> comparisons, bool genuine) {
  std::vector<Distance> distances;
  for (const Comparison& comparison : comparisons) {
    if (comparison.genuine == genuine) distances.push_back(comparison.distance);
  }
  std::sort(distances.begin(), distances.end());
  return distances;
}

Distance JustBelow(Distance distance) {
  return {std::nextafter(distance.value, -std::numeric_limits<float>::infinity())};
}

// Thresholds just below a stranger: every one of the closest, then ever fewer.
std::vector<Distance> ThresholdsToChooseFrom(const std::vector<Distance>& impostors) {
  std::vector<Distance> thresholds;
  double place = 0;
  while (place < static_cast<double>(impostors.size())) {
    const Distance threshold = JustBelow(impostors[static_cast<std::size_t>(place)]);
    if (thresholds.empty() || threshold > thresholds.back()) thresholds.push_back(threshold);
    place = std::floor(std::max(place + 1, place * std::pow(10.0, 1 / kPlacesPerDecade)));
  }
  return thresholds;
}

// Absent where the replicate drew nobody of either kind.
std::optional<double> FnmrOf(const ComparisonCounts& counts, double fmr) {
  if (counts.impostors == 0 || counts.genuine == 0) return std::nullopt;
  const auto above = std::upper_bound(counts.impostors_at_or_below.begin(),
                                      counts.impostors_at_or_below.end(), fmr * counts.impostors);
  const auto index = above - counts.impostors_at_or_below.begin();
  const double accepted =
      index == 0 ? 0 : counts.genuine_at_or_below[static_cast<std::size_t>(index) - 1];
  return 1 - accepted / counts.genuine;
}

FnmrAtFmr MeasureAt(double fmr, const std::vector<Distance>& impostors,
                    const std::vector<Distance>& genuine) {
  FnmrAtFmr measured;
  measured.fmr = fmr;
  const auto strangers = static_cast<double>(impostors.size());
  measured.supported = strangers * fmr >= 3;
  if (!measured.supported) return measured;
  measured.threshold = JustBelow(impostors[static_cast<std::size_t>(fmr * strangers)]);
  const auto accepted =
      std::upper_bound(genuine.begin(), genuine.end(), measured.threshold) - genuine.begin();
  measured.fnmr.trials = genuine.size();
  measured.fnmr.errors = genuine.size() - static_cast<std::size_t>(accepted);
  return measured;
}

}  // namespace

std::size_t CountGenuine(std::span<const Comparison> comparisons) {
  return static_cast<std::size_t>(std::count_if(comparisons.begin(), comparisons.end(),
                                                [](const Comparison& c) { return c.genuine; }));
}

RateEstimate EstimateRate(std::uint64_t errors, std::uint64_t trials,
                          const std::vector<double>& resampled) {
  RateEstimate rate{errors, trials, LowerRateBound(errors, trials, 0.975),
                    UpperRateBound(errors, trials, 0.975)};
  if (resampled.empty()) return rate;
  rate.low = std::min(rate.low, Quantile(resampled, 0.025));
  rate.high = std::max(rate.high, Quantile(resampled, 0.975));
  return rate;
}

ThresholdAccuracy BestAccuracy(std::span<const Comparison> comparisons) {
  const std::vector<Comparison> sorted = SortedByDistance(comparisons);
  const auto all = static_cast<double>(sorted.size());
  const std::size_t impostors = sorted.size() - CountGenuine(sorted);
  // To accept nobody is a threshold too.
  ThresholdAccuracy best{JustBelow(sorted.front().distance), static_cast<double>(impostors) / all};
  ForEachThreshold(sorted, [&](std::size_t last, std::size_t accepted, std::size_t strangers) {
    const double accuracy = static_cast<double>(accepted + impostors - strangers) / all;
    if (accuracy > best.accuracy) best = {ThresholdAfter(sorted, last), accuracy};
  });
  return best;
}

std::optional<CrossValidatedAccuracy> CrossValidate(std::span<const Comparison> comparisons) {
  const std::size_t genuine = CountGenuine(comparisons);
  const std::size_t impostors = comparisons.size() - genuine;
  if (comparisons.size() < 100 || genuine < kFolds || impostors < kFolds) return std::nullopt;
  std::vector<std::vector<Comparison>> training(kFolds);
  std::vector<std::vector<Comparison>> held_out(kFolds);
  std::size_t seen_genuine = 0;
  std::size_t seen_impostors = 0;
  for (const Comparison& comparison : comparisons) {
    const std::size_t fold = comparison.genuine ? seen_genuine++ * kFolds / genuine
                                                : seen_impostors++ * kFolds / impostors;
    for (std::size_t i = 0; i < kFolds; ++i) {
      (i == fold ? held_out : training)[i].push_back(comparison);
    }
  }
  double sum = 0;
  double sum_of_squares = 0;
  for (std::size_t i = 0; i < kFolds; ++i) {
    const Distance threshold = BestAccuracy(training[i]).threshold;
    const auto right = std::count_if(
        held_out[i].begin(), held_out[i].end(),
        [threshold](const Comparison& c) { return (c.distance <= threshold) == c.genuine; });
    const double accuracy = static_cast<double>(right) / static_cast<double>(held_out[i].size());
    sum += accuracy;
    sum_of_squares += accuracy * accuracy;
  }
  const double mean = sum / kFolds;
  const double variance = std::max(0.0, (sum_of_squares - kFolds * mean * mean) / (kFolds - 1));
  return CrossValidatedAccuracy{mean, std::sqrt(variance / kFolds)};
}

double EqualErrorRate(std::span<const Comparison> comparisons) {
  const std::vector<Comparison> sorted = SortedByDistance(comparisons);
  const auto genuine = static_cast<double>(CountGenuine(sorted));
  const auto impostors = static_cast<double>(sorted.size()) - genuine;
  double smallest_gap = 1;  // nobody accepted: no false match, every genuine comparison missed
  double rate = 0.5;
  ForEachThreshold(sorted, [&](std::size_t, std::size_t accepted, std::size_t strangers) {
    const double fnmr = 1 - static_cast<double>(accepted) / genuine;
    const double fmr = static_cast<double>(strangers) / impostors;
    if (std::abs(fnmr - fmr) < smallest_gap) {
      smallest_gap = std::abs(fnmr - fmr);
      rate = (fnmr + fmr) / 2;
    }
  });
  return rate;
}

std::vector<FnmrAtFmr> FnmrAtFmrLevels(std::span<const Comparison> comparisons,
                                       std::span<const double> levels, int replicates) {
  const std::vector<Distance> impostors = SortedDistances(comparisons, false);
  const std::vector<Distance> genuine = SortedDistances(comparisons, true);
  std::vector<FnmrAtFmr> measured;
  for (const double fmr : levels) measured.push_back(MeasureAt(fmr, impostors, genuine));

  const auto resampled = ResampleFnmr(comparisons, levels, replicates);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (!measured[i].supported) continue;
    std::vector<double> rates;
    for (const std::optional<double>& fnmr : resampled[i]) {
      if (fnmr) rates.push_back(*fnmr);
    }
    measured[i].fnmr = EstimateRate(measured[i].fnmr.errors, measured[i].fnmr.trials, rates);
  }
  return measured;
}

std::vector<std::vector<std::optional<double>>> ResampleFnmr(
    std::span<const Comparison> comparisons, std::span<const double> levels, int replicates) {
  std::vector<std::vector<std::optional<double>>> resampled(levels.size());
  PeopleBootstrap bootstrap(comparisons,
                            ThresholdsToChooseFrom(SortedDistances(comparisons, false)), kSeed);
  for (int replicate = 0; replicate < replicates; ++replicate) {
    const ComparisonCounts counts = bootstrap.Next();
    for (std::size_t i = 0; i < levels.size(); ++i) {
      resampled[i].push_back(FnmrOf(counts, levels[i]));
    }
  }
  return resampled;
}

std::vector<RatesAtThreshold> MeasureAtThresholds(std::span<const Comparison> comparisons,
                                                  std::vector<Distance> thresholds,
                                                  int replicates) {
  PeopleBootstrap bootstrap(comparisons, thresholds, kSeed);
  const ComparisonCounts counts = bootstrap.Measured();
  std::vector<RatesAtThreshold> measured(thresholds.size());
  std::vector<std::vector<double>> fmr(thresholds.size());
  std::vector<std::vector<double>> fnmr(thresholds.size());
  for (int replicate = 0; replicate < replicates; ++replicate) {
    const ComparisonCounts resampled = bootstrap.Next();
    if (resampled.impostors == 0 || resampled.genuine == 0) continue;
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
      fmr[i].push_back(resampled.impostors_at_or_below[i] / resampled.impostors);
      fnmr[i].push_back(1 - resampled.genuine_at_or_below[i] / resampled.genuine);
    }
  }
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    measured[i].threshold = thresholds[i];
    measured[i].fmr = EstimateRate(static_cast<std::uint64_t>(counts.impostors_at_or_below[i]),
                                   static_cast<std::uint64_t>(counts.impostors), fmr[i]);
    measured[i].fnmr =
        EstimateRate(static_cast<std::uint64_t>(counts.genuine - counts.genuine_at_or_below[i]),
                     static_cast<std::uint64_t>(counts.genuine), fnmr[i]);
  }
  return measured;
}

}  // namespace portcullis
