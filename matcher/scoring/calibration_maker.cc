#include "matcher/scoring/calibration_maker.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/binomial_bound.h"
#include "matcher/scoring/likelihood_ratio.h"
#include "matcher/scoring/pareto_tail.h"
#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

constexpr double kKnotsPerDecade = 16;
constexpr double kLogarithmicUpTo = 0.5;
constexpr double kLinearStep = 0.025;
constexpr double kRuleOfThree = 3;
constexpr double kUpperLevel = 0.95;      // of a bound on one side
constexpr double kUpperQuantile = 0.975;  // of an interval of 95 %

// The tail is fitted to the closest strangers: one in twenty, but no more than 500 (with some
// millions of comparisons a rate of about 1e-4) and no fewer than 50.
constexpr std::size_t kTailStrangers = 500;
constexpr std::size_t kTailShare = 20;
constexpr std::size_t kFewestTailStrangers = 50;

absl::Status Unusable(const std::string& what) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                   fmt::format("cannot calibrate: {}", what));
}

absl::StatusOr<std::vector<Distance>> SortedImpostorDistances(
    std::span<const Comparison> comparisons) {
  std::vector<Distance> distances;
  std::size_t genuine = 0;
  for (const Comparison& comparison : comparisons) {
    if (!std::isfinite(comparison.distance.value)) return Unusable("a distance is not finite");
    if (comparison.genuine) {
      ++genuine;
    } else {
      distances.push_back(comparison.distance);
    }
  }
  if (genuine < 3) return Unusable(fmt::format("{} genuine comparisons, 3 needed", genuine));
  if (distances.size() < 3) {
    return Unusable(fmt::format("{} impostor comparisons, 3 needed", distances.size()));
  }
  std::sort(distances.begin(), distances.end());
  return distances;
}

std::vector<Distance> ChooseKnots(const std::vector<Distance>& impostors) {
  const auto count = static_cast<double>(impostors.size());
  std::vector<Distance> knots = {impostors.front()};
  const auto add = [&](double fmr) {
    const auto rank = static_cast<std::size_t>(std::ceil(fmr * count));
    const Distance distance = impostors[std::min(rank, impostors.size()) - 1];
    if (distance > knots.back()) knots.push_back(distance);
  };
  const auto steps = std::floor(kKnotsPerDecade * std::log10(kLogarithmicUpTo * count));
  for (double step = steps; step >= 0; --step) {
    add(kLogarithmicUpTo * std::pow(10.0, -step / kKnotsPerDecade));
  }
  for (double fmr = kLogarithmicUpTo + kLinearStep; fmr < 1; fmr += kLinearStep) add(fmr);
  add(1);
  return knots;
}

/// The rate of strangers at each knot: as counted, but for the closest ones the smooth tail through
/// them, since a handful of lucky pairs says little about the next handful.
std::vector<double> MeasuredFmr(const std::vector<Distance>& knots, const ComparisonCounts& counts,
                                const std::vector<Distance>& impostors) {
  std::vector<double> fmr;
  for (const double count : counts.impostors_at_or_below) fmr.push_back(count / counts.impostors);
  const std::size_t tail = std::min(kTailStrangers, impostors.size() / kTailShare);
  if (tail < kFewestTailStrangers) return fmr;
  const double threshold = impostors[tail].value;
  std::vector<double> excesses;
  for (std::size_t i = tail; i-- > 0;) excesses.push_back(threshold - impostors[i].value);
  if (excesses.back() <= 0) return fmr;
  const ParetoTail fitted = FitParetoTail(excesses);
  const double tail_rate = static_cast<double>(tail) / counts.impostors;
  for (std::size_t i = 0; i < knots.size() && knots[i].value < threshold; ++i) {
    fmr[i] = tail_rate * fitted.Survival(threshold - knots[i].value);
  }
  return fmr;
}

/// What other people would have given, at each knot.
struct Resampled {
  std::vector<std::vector<double>> fmr;
  std::vector<std::vector<double>> fnmr;
  std::vector<std::vector<double>> log10_ratio;
};

Resampled Resample(PeopleBootstrap& bootstrap, const std::vector<Distance>& knots, int replicates) {
  Resampled resampled;
  for (auto* curve : {&resampled.fmr, &resampled.fnmr, &resampled.log10_ratio}) {
    curve->resize(knots.size());
  }
  for (int replicate = 0; replicate < replicates; ++replicate) {
    const ComparisonCounts counts = bootstrap.Next();
    // A draw of nearly nobody tells nothing.
    if (counts.impostors <= kRuleOfThree || counts.genuine <= kRuleOfThree) continue;
    const std::vector<double> ratios = Log10LikelihoodRatios(knots, counts);
    for (std::size_t i = 0; i < knots.size(); ++i) {
      resampled.fmr[i].push_back(counts.impostors_at_or_below[i] / counts.impostors);
      resampled.fnmr[i].push_back(1 - counts.genuine_at_or_below[i] / counts.genuine);
      resampled.log10_ratio[i].push_back(ratios[i]);
    }
  }
  return resampled;
}

/// The bootstrap knows nothing of what was never seen; the bound of the count alone does.
std::vector<double> UpperFmr(const Resampled& resampled, const ComparisonCounts& counts) {
  const auto impostors = static_cast<std::uint64_t>(counts.impostors);
  std::vector<double> upper;
  for (std::size_t i = 0; i < resampled.fmr.size(); ++i) {
    const auto errors = static_cast<std::uint64_t>(counts.impostors_at_or_below[i]);
    upper.push_back(UpperRateBound(errors, impostors, kUpperLevel));
    if (!resampled.fmr[i].empty()) {
      upper[i] = std::max(upper[i], Quantile(resampled.fmr[i], kUpperLevel));
    }
    if (i > 0) upper[i] = std::max(upper[i], upper[i - 1]);
  }
  return upper;
}

void SetFnmr(const ComparisonCounts& counts, const Resampled& resampled, std::size_t i,
             CalibrationKnot& knot) {
  const auto genuine = static_cast<std::uint64_t>(counts.genuine);
  const std::uint64_t missed = genuine - static_cast<std::uint64_t>(counts.genuine_at_or_below[i]);
  const double finest = kRuleOfThree / counts.genuine;
  knot.fnmr = std::max(finest, WithTableDigits(1 - counts.genuine_at_or_below[i] / counts.genuine));
  double low = LowerRateBound(missed, genuine, kUpperQuantile);
  double high = UpperRateBound(missed, genuine, kUpperQuantile);
  if (!resampled.fnmr[i].empty()) {
    low = std::min(low, Quantile(resampled.fnmr[i], 1 - kUpperQuantile));
    high = std::max(high, Quantile(resampled.fnmr[i], kUpperQuantile));
  }
  knot.fnmr_low = std::min(knot.fnmr, WithTableDigits(low));
  knot.fnmr_high = std::max(knot.fnmr, WithTableDigits(high));
}

void SetRatio(const ComparisonCounts& counts, double ratio, const std::vector<double>& resampled,
              CalibrationKnot& knot) {
  const double least = std::log10(kRuleOfThree / counts.genuine);
  const double most = std::log10(counts.impostors / kRuleOfThree);
  knot.log10_likelihood_ratio = std::clamp(WithTableDigits(ratio), least, most);
  if (resampled.empty()) return;
  knot.log10_likelihood_ratio_low = std::min(
      knot.log10_likelihood_ratio, WithTableDigits(Quantile(resampled, 1 - kUpperQuantile)));
  knot.log10_likelihood_ratio_high =
      std::max(knot.log10_likelihood_ratio, WithTableDigits(Quantile(resampled, kUpperQuantile)));
}

}  // namespace

double WithTableDigits(double value) { return std::stod(fmt::format("{:.6g}", value)); }

absl::StatusOr<CalibrationTable> MakeCalibrationTable(const CalibrationSource& source,
                                                      std::span<const Comparison> comparisons,
                                                      const CalibrationMakerOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Distance> impostors,
                              SortedImpostorDistances(comparisons));
  const std::vector<Distance> knots = ChooseKnots(impostors);
  if (knots.size() < 2) return Unusable("all impostor comparisons have the same distance");
  PeopleBootstrap bootstrap(comparisons, knots, options.seed);
  const ComparisonCounts counts = bootstrap.Measured();
  const std::vector<double> fmr = MeasuredFmr(knots, counts, impostors);
  const std::vector<double> ratios = Log10LikelihoodRatios(knots, counts);
  const Resampled resampled = Resample(bootstrap, knots, options.replicates);
  const std::vector<double> upper = UpperFmr(resampled, counts);

  CalibrationTable table{source.model,
                         source.data_set,
                         source.measured_on,
                         source.people,
                         source.images,
                         source.failures_to_enrol,
                         0,
                         0,
                         {}};
  table.impostor_comparisons = static_cast<std::uint64_t>(counts.impostors);
  table.genuine_comparisons = static_cast<std::uint64_t>(counts.genuine);
  const double finest_fmr = kRuleOfThree / counts.impostors;
  for (std::size_t i = 0; i < knots.size(); ++i) {
    CalibrationKnot knot;
    knot.distance = knots[i];
    knot.fmr = std::max(finest_fmr, WithTableDigits(fmr[i]));
    knot.fmr_upper = std::max(knot.fmr, WithTableDigits(upper[i]));
    if (i > 0) knot.fmr_upper = std::max(knot.fmr_upper, table.knots[i - 1].fmr_upper);
    SetFnmr(counts, resampled, i, knot);
    SetRatio(counts, ratios[i], resampled.log10_ratio[i], knot);
    table.knots.push_back(knot);
  }
  return table;
}

}  // namespace portcullis
