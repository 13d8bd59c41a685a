#include "eval/discard_curve.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

// Pairs of one grade.
struct Step {
  double pairs = 0;
  double errors = 0;
};

// Pairs from the worst on, and where a new grade begins.
struct Order {
  std::vector<GradedPair> pairs;
  std::vector<std::size_t> begins;
};

Order FromTheWorst(std::span<const GradedPair> pairs) {
  Order order{{pairs.begin(), pairs.end()}, {}};
  std::stable_sort(order.pairs.begin(), order.pairs.end(),
                   [](const GradedPair& a, const GradedPair& b) { return a.grade < b.grade; });
  for (std::size_t i = 0; i < order.pairs.size(); ++i) {
    if (i == 0 || order.pairs[i].grade > order.pairs[i - 1].grade) order.begins.push_back(i);
  }
  return order;
}

std::vector<Step> Weigh(const Order& order, std::span<const std::uint32_t> times) {
  std::vector<Step> steps(order.begins.size());
  for (std::size_t step = 0; step < steps.size(); ++step) {
    const std::size_t end = step + 1 < steps.size() ? order.begins[step + 1] : order.pairs.size();
    for (std::size_t i = order.begins[step]; i < end; ++i) {
      const double weight = times[order.pairs[i].person];
      steps[step].pairs += weight;
      if (order.pairs[i].missed) steps[step].errors += weight;
    }
  }
  return steps;
}

// What is left at each share.
std::vector<Step> Leave(const std::vector<Step>& steps, std::span<const double> shares) {
  Step all;
  for (const Step& step : steps) all = {all.pairs + step.pairs, all.errors + step.errors};
  std::vector<Step> left;
  Step gone;
  auto next = steps.begin();
  for (const double share : shares) {
    const double to_go = share * all.pairs;
    while (next != steps.end() && gone.pairs + next->pairs <= to_go) {
      gone = {gone.pairs + next->pairs, gone.errors + next->errors};
      ++next;
    }
    Step of_next;
    if (next != steps.end() && next->pairs > 0) {
      const double part = (to_go - gone.pairs) / next->pairs;
      of_next = {part * next->pairs, part * next->errors};
    }
    left.push_back({all.pairs - gone.pairs - of_next.pairs,
                    std::max(0.0, all.errors - gone.errors - of_next.errors)});
  }
  return left;
}

double RateOf(const Step& step) { return step.pairs > 0 ? step.errors / step.pairs : 0; }

// Divided by the area of a random order, whose FNMR stays what it is. 1 where nothing was missed.
double AreaOf(const std::vector<Step>& left, std::span<const double> shares, double up_to) {
  const double start = RateOf(left.front());
  double area = 0;
  double width = 0;
  for (std::size_t i = 1; i < shares.size() && shares[i] <= up_to; ++i) {
    const double step = shares[i] - shares[i - 1];
    area += step * (RateOf(left[i]) + RateOf(left[i - 1])) / 2;
    width += step;
  }
  return start > 0 && width > 0 ? area / (start * width) : 1;
}

// Fractions of pairs that leave with their grade are rounded: an interval is of whole pairs.
RateEstimate Estimate(const DiscardPoint& point, const std::vector<double>& resampled) {
  const auto pairs = static_cast<std::uint64_t>(std::max(1L, std::lround(point.pairs)));
  const auto errors = static_cast<std::uint64_t>(std::lround(point.errors));
  return EstimateRate(std::min(errors, pairs), pairs, resampled);
}

DiscardCurve CurveOf(const std::vector<Step>& left, const DiscardOptions& options) {
  DiscardCurve curve;
  for (std::size_t i = 0; i < left.size(); ++i) {
    DiscardPoint point{.discarded = options.shares[i],
                       .pairs = left[i].pairs,
                       .errors = left[i].errors,
                       .fnmr = RateOf(left[i])};
    const RateEstimate rate = Estimate(point, {});
    point.low = std::min(point.fnmr, rate.low);
    point.high = std::max(point.fnmr, rate.high);
    curve.points.push_back(point);
  }
  const double area = AreaOf(left, options.shares, options.shares.back());
  const double partial = AreaOf(left, options.shares, options.partial_share);
  curve.area = {area, area, area};
  curve.partial = {partial, partial, partial};
  return curve;
}

std::size_t CountPeople(std::span<const GradedPair> pairs) {
  std::uint32_t people = 0;
  for (const GradedPair& pair : pairs) people = std::max(people, pair.person + 1);
  return people;
}

bool IsMeasurable(std::span<const GradedPair> pairs) {
  return std::any_of(pairs.begin(), pairs.end(), [](const GradedPair& p) { return p.missed; });
}

void SetIntervals(const Order& order, const DiscardOptions& options, DiscardCurve& curve) {
  const std::size_t people = CountPeople(order.pairs);
  std::vector<std::vector<double>> rates(options.shares.size());
  std::vector<std::vector<double>> changes(options.shares.size());
  std::vector<double> areas;
  std::vector<double> partials;
  std::mt19937_64 random(options.seed);
  for (int replicate = 0; replicate < options.replicates; ++replicate) {
    std::vector<std::uint32_t> times(people, 0);
    // Standard distributions differ between libraries; this one is the same everywhere.
    for (std::size_t i = 0; i < people; ++i) ++times[random() % people];
    const std::vector<Step> left = Leave(Weigh(order, times), options.shares);
    if (!(left.front().pairs > 0)) continue;
    for (std::size_t i = 0; i < left.size(); ++i) {
      rates[i].push_back(RateOf(left[i]));
      changes[i].push_back(RateOf(left[i]) - RateOf(left.front()));
    }
    areas.push_back(AreaOf(left, options.shares, options.shares.back()));
    partials.push_back(AreaOf(left, options.shares, options.partial_share));
  }
  if (areas.empty()) return;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const RateEstimate rate = Estimate(curve.points[i], rates[i]);
    curve.points[i].low = std::min(curve.points[i].low, rate.low);
    curve.points[i].high = std::max(curve.points[i].high, rate.high);
    curve.points[i].change_low = Quantile(changes[i], 0.025);
    curve.points[i].change_high = Quantile(changes[i], 0.975);
  }
  curve.area.low = Quantile(areas, 0.025);
  curve.area.high = Quantile(areas, 0.975);
  curve.partial.low = Quantile(partials, 0.025);
  curve.partial.high = Quantile(partials, 0.975);
}

}  // namespace

std::optional<DiscardCurve> MeasureDiscard(std::span<const GradedPair> pairs,
                                           const DiscardOptions& options) {
  if (!IsMeasurable(pairs)) return std::nullopt;
  const Order order = FromTheWorst(pairs);
  const std::vector<std::uint32_t> once(CountPeople(pairs), 1);
  DiscardCurve curve = CurveOf(Leave(Weigh(order, once), options.shares), options);
  SetIntervals(order, options, curve);
  return curve;
}

std::optional<DiscardCurve> IdealDiscard(std::span<const GradedPair> pairs,
                                         const DiscardOptions& options) {
  if (!IsMeasurable(pairs)) return std::nullopt;
  std::vector<GradedPair> graded(pairs.begin(), pairs.end());
  for (GradedPair& pair : graded) pair.grade = pair.missed ? 0 : 1;
  const std::vector<std::uint32_t> once(CountPeople(pairs), 1);
  return CurveOf(Leave(Weigh(FromTheWorst(graded), once), options.shares), options);
}

}  // namespace portcullis
