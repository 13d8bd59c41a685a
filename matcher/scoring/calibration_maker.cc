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
#include "matcher/scoring/isotonic.h"
#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

constexpr double kKnotsPerDecade = 16;
constexpr double kLogarithmicUpTo = 0.5;
constexpr double kLinearStep = 0.025;
constexpr double kRuleOfThree = 3;
constexpr double kUpperLevel = 0.95;

// The class-balanced likelihood ratio of the distances around `centre`.
struct RatioPoint {
  double centre = 0;
  double log10_ratio = 0;
};

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

// What stands in the table has six digits; more would be noise and hard to read in a diff.
double SixDigits(double value) { return std::stod(fmt::format("{:.6g}", value)); }

std::vector<double> UpperFmr(PeopleBootstrap& bootstrap, const ComparisonCounts& measured,
                             int replicates) {
  const std::size_t knots = measured.impostors_at_or_below.size();
  std::vector<std::vector<double>> resampled(knots);
  for (int replicate = 0; replicate < replicates; ++replicate) {
    const ComparisonCounts counts = bootstrap.Next();
    for (std::size_t i = 0; i < knots; ++i) {
      // A draw of one person only has no strangers in it: it tells nothing.
      if (counts.impostors > 0) {
        resampled[i].push_back(counts.impostors_at_or_below[i] / counts.impostors);
      }
    }
  }
  const auto impostors = static_cast<std::uint64_t>(measured.impostors);
  std::vector<double> upper(knots);
  for (std::size_t i = 0; i < knots; ++i) {
    const auto errors = static_cast<std::uint64_t>(measured.impostors_at_or_below[i]);
    upper[i] = UpperRateBound(errors, impostors, kUpperLevel);
    if (!resampled[i].empty()) upper[i] = std::max(upper[i], Quantile(resampled[i], kUpperLevel));
    if (i > 0) upper[i] = std::max(upper[i], upper[i - 1]);
  }
  return upper;
}

// Bin 0 holds the added strangers; bin i + 1 reaches up to knot i and has at least the stranger
// that the knot was put on; the last bin holds what is beyond every stranger and the genuine
// comparisons moved there. So no bin is empty.
std::vector<WeightedValue> BalancedBins(const ComparisonCounts& counts) {
  std::vector<WeightedValue> bins;
  const auto add = [&](double genuine, double impostors) {
    const double genuine_share = genuine / counts.genuine;
    const double weight = genuine_share + impostors / counts.impostors;
    bins.push_back({genuine_share / weight, weight});
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
  add(counts.genuine - genuine_before, 0);
  return bins;
}

std::vector<RatioPoint> LikelihoodRatios(const std::vector<Distance>& knots,
                                         const ComparisonCounts& counts) {
  std::vector<RatioPoint> points;
  for (const IsotonicBlock& block : FitNonIncreasing(BalancedBins(counts))) {
    // Bin i reaches from knot i - 2 to knot i - 1; the outermost bins have no width.
    const std::size_t left = block.first < 2 ? 0 : block.first - 2;
    const std::size_t right = block.last < 1 ? 0 : std::min(block.last - 1, knots.size() - 1);
    points.push_back(
        {(static_cast<double>(knots[std::min(left, right)].value) + knots[right].value) / 2,
         std::log10(block.mean / (1 - block.mean))});
  }
  return points;
}

double InterpolateRatio(const std::vector<RatioPoint>& points, double distance) {
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

absl::StatusOr<CalibrationTable> MakeCalibrationTable(const CalibrationSource& source,
                                                      std::span<const Comparison> comparisons,
                                                      const CalibrationMakerOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Distance> impostors,
                              SortedImpostorDistances(comparisons));
  const std::vector<Distance> knots = ChooseKnots(impostors);
  if (knots.size() < 2) return Unusable("all impostor comparisons have the same distance");
  PeopleBootstrap bootstrap(comparisons, knots, options.seed);
  const ComparisonCounts counts = bootstrap.Measured();
  const std::vector<double> upper = UpperFmr(bootstrap, counts, options.replicates);
  const std::vector<RatioPoint> ratios = LikelihoodRatios(knots, counts);

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
  const double finest_fnmr = kRuleOfThree / counts.genuine;
  for (std::size_t i = 0; i < knots.size(); ++i) {
    CalibrationKnot knot;
    knot.distance = knots[i];
    knot.fmr = std::max(finest_fmr, SixDigits(counts.impostors_at_or_below[i] / counts.impostors));
    knot.fmr_upper = std::max(knot.fmr, SixDigits(upper[i]));
    knot.fnmr =
        std::max(finest_fnmr, SixDigits(1 - counts.genuine_at_or_below[i] / counts.genuine));
    knot.log10_likelihood_ratio = std::clamp(SixDigits(InterpolateRatio(ratios, knots[i].value)),
                                             std::log10(finest_fnmr), -std::log10(finest_fmr));
    table.knots.push_back(knot);
  }
  return table;
}

}  // namespace portcullis
