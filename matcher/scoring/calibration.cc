#include "matcher/scoring/calibration.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

// Decimal digits in a file may move a limit by this much; no promise is about differences so small.
constexpr double kRelativeSlack = 1e-9;

double RuleOfThree(std::uint64_t comparisons) { return 3.0 / static_cast<double>(comparisons); }

absl::Status BrokenPromise(std::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                   fmt::format("calibration table: {}", what));
}

// Written so that a value that is not a number is outside.
bool IsWithin(double value, double low, double high) { return value >= low && value <= high; }

absl::Status CheckKnot(const CalibrationTable& table, std::size_t i) {
  const CalibrationKnot& knot = table.knots[i];
  const double finest_fmr = RuleOfThree(table.impostor_comparisons);
  const double finest_fnmr = RuleOfThree(table.genuine_comparisons);
  if (!std::isfinite(knot.distance.value) || knot.distance.value < 0) {
    return BrokenPromise(fmt::format("knot {} has distance {}", i, knot.distance.value));
  }
  if (!IsWithin(knot.fmr, finest_fmr * (1 - kRelativeSlack), 1)) {
    return BrokenPromise(fmt::format("knot {} has fmr {}, {} impostor comparisons support {} to 1",
                                     i, knot.fmr, table.impostor_comparisons, finest_fmr));
  }
  if (!IsWithin(knot.fmr_upper, knot.fmr, 1)) {
    return BrokenPromise(
        fmt::format("knot {} has fmr_upper {}, must be {} to 1", i, knot.fmr_upper, knot.fmr));
  }
  if (!IsWithin(knot.fnmr, finest_fnmr * (1 - kRelativeSlack), 1)) {
    return BrokenPromise(fmt::format("knot {} has fnmr {}, {} genuine comparisons support {} to 1",
                                     i, knot.fnmr, table.genuine_comparisons, finest_fnmr));
  }
  const double least = std::log10(finest_fnmr) - kRelativeSlack;
  const double most = -std::log10(finest_fmr) + kRelativeSlack;
  if (!IsWithin(knot.log10_likelihood_ratio, least, most)) {
    return BrokenPromise(
        fmt::format("knot {} has log10_likelihood_ratio {}, the comparisons support {} to {}", i,
                    knot.log10_likelihood_ratio, least, most));
  }
  if (!IsWithin(knot.fnmr, knot.fnmr_low, knot.fnmr_high) ||
      !IsWithin(knot.log10_likelihood_ratio, knot.log10_likelihood_ratio_low,
                knot.log10_likelihood_ratio_high)) {
    return BrokenPromise(fmt::format("knot {} lies outside its own intervals", i));
  }
  return absl::OkStatus();
}

absl::Status CheckIdentification(const CalibrationTable& table) {
  for (const MeasuredIdentification& row : table.identification) {
    if (row.entries == 0 || !IsWithin(row.fpir, 0, 1) ||
        !IsWithin(row.fnir, row.fnir_low, row.fnir_high) || !IsWithin(row.fnir_low, 0, 1) ||
        !IsWithin(row.fnir_high, 0, 1) || row.mated_searches == 0 || row.non_mated_searches == 0) {
      return BrokenPromise(fmt::format("identification with {} entries at fpir {} is impossible",
                                       row.entries, row.fpir));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckOrder(const CalibrationTable& table, std::size_t i) {
  const CalibrationKnot& before = table.knots[i - 1];
  const CalibrationKnot& knot = table.knots[i];
  if (!(knot.distance > before.distance)) {
    return BrokenPromise(fmt::format("distance does not ascend at knot {}", i));
  }
  if (knot.fmr < before.fmr) return BrokenPromise(fmt::format("fmr falls at knot {}", i));
  if (knot.fmr_upper < before.fmr_upper) {
    return BrokenPromise(fmt::format("fmr_upper falls at knot {}", i));
  }
  if (knot.fnmr > before.fnmr) return BrokenPromise(fmt::format("fnmr rises at knot {}", i));
  if (knot.log10_likelihood_ratio > before.log10_likelihood_ratio) {
    return BrokenPromise(fmt::format("log10_likelihood_ratio rises at knot {}", i));
  }
  return absl::OkStatus();
}

std::vector<CalibrationKnot>::const_iterator FirstKnotAbove(
    const std::vector<CalibrationKnot>& knots, Distance distance) {
  return std::upper_bound(
      knots.begin(), knots.end(), distance,
      [](Distance wanted, const CalibrationKnot& knot) { return wanted < knot.distance; });
}

double ShareOfWay(Distance from, Distance to, Distance distance) {
  return (static_cast<double>(distance.value) - from.value) /
         (static_cast<double>(to.value) - from.value);
}

// Between two positive rates, evenly in their logarithm; never outside them.
double InterpolateRate(double from, double to, double share) {
  return std::clamp(from * std::pow(to / from, share), from, to);
}

// Sidak's: the probability that one of so many independent comparisons comes that close.
double NearestOf(double references, double rate) {
  if (references == 1 || rate >= 1) return rate;
  return -std::expm1(references * std::log1p(-rate));
}

double PosteriorProbability(double log10_likelihood_ratio, std::size_t entries,
                            double prior_listed) {
  const double prior_odds = prior_listed / static_cast<double>(entries) / (1 - prior_listed);
  const double odds = prior_odds * std::pow(10.0, log10_likelihood_ratio);
  return odds / (1 + odds);
}

}  // namespace

absl::StatusOr<Calibration> Calibration::Create(CalibrationTable table) {
  if (table.impostor_comparisons < 3 || table.genuine_comparisons < 3) {
    return BrokenPromise(fmt::format("{} impostor and {} genuine comparisons, 3 of each needed",
                                     table.impostor_comparisons, table.genuine_comparisons));
  }
  if (table.knots.size() < 2) {
    return BrokenPromise(fmt::format("{} knots, 2 needed", table.knots.size()));
  }
  for (std::size_t i = 0; i < table.knots.size(); ++i) {
    PORTCULLIS_RETURN_IF_ERROR(CheckKnot(table, i));
    if (i > 0) PORTCULLIS_RETURN_IF_ERROR(CheckOrder(table, i));
  }
  PORTCULLIS_RETURN_IF_ERROR(CheckIdentification(table));
  return Calibration(std::move(table));
}

Calibration::Calibration(CalibrationTable table) : table_(std::move(table)) {}

double Calibration::MeanSquareOfStrangers() const {
  const auto square = [](double distance) { return distance * distance; };
  const CalibrationKnot* before = &table_.knots.front();
  double sum = before->fmr * square(before->distance.value);
  for (const CalibrationKnot& knot : table_.knots) {
    const double halfway = (static_cast<double>(before->distance.value) + knot.distance.value) / 2;
    sum += (knot.fmr - before->fmr) * square(halfway);
    before = &knot;
  }
  // Beyond the last knot nobody was measured.
  return sum / before->fmr;
}

double Calibration::finest_fmr() const { return RuleOfThree(table_.impostor_comparisons); }

Calibration::Rates Calibration::RatesAt(Distance distance) const {
  const std::vector<CalibrationKnot>& knots = table_.knots;
  const auto above = FirstKnotAbove(knots, distance);
  if (above == knots.begin()) {
    return {finest_fmr(), finest_fmr(), knots.front().log10_likelihood_ratio};
  }
  const CalibrationKnot& from = *(above - 1);
  if (above == knots.end()) {
    const bool measured = distance == from.distance;
    return {measured ? from.fmr : 1, measured ? from.fmr_upper : 1, from.log10_likelihood_ratio};
  }
  const CalibrationKnot& to = *above;
  const double share = ShareOfWay(from.distance, to.distance, distance);
  return {InterpolateRate(from.fmr, to.fmr, share),
          InterpolateRate(from.fmr_upper, to.fmr_upper, share),
          from.log10_likelihood_ratio +
              share * (to.log10_likelihood_ratio - from.log10_likelihood_ratio)};
}

MatchScore Calibration::Score(Distance distance, const SearchSize& searched,
                              double prior_listed) const {
  const Rates rates = RatesAt(distance);
  const auto references = static_cast<double>(searched.entry_references);
  MatchScore score;
  score.fmr = NearestOf(references, rates.fmr);
  score.fmr_upper = NearestOf(references, rates.fmr_upper);
  score.beyond_measured_range = distance < table_.knots.front().distance;
  score.expected_false_alarms = static_cast<double>(searched.references) * rates.fmr;
  score.log10_likelihood_ratio = rates.log10_likelihood_ratio - std::log10(references);
  score.confidence =
      PosteriorProbability(score.log10_likelihood_ratio, searched.entries, prior_listed);
  return score;
}

double Calibration::FnmrAt(Distance distance) const {
  const std::vector<CalibrationKnot>& knots = table_.knots;
  const auto above = FirstKnotAbove(knots, distance);
  if (above == knots.end()) return knots.back().fnmr;
  const CalibrationKnot nearest{Distance{0}, 0, 0, 1, 0};
  const CalibrationKnot& from = above == knots.begin() ? nearest : *(above - 1);
  return from.fnmr +
         ShareOfWay(from.distance, above->distance, distance) * (above->fnmr - from.fnmr);
}

Distance Calibration::DistanceAtFmr(double fmr) const {
  const std::vector<CalibrationKnot>& knots = table_.knots;
  const auto above = std::upper_bound(
      knots.begin(), knots.end(), fmr,
      [](double wanted, const CalibrationKnot& knot) { return wanted < knot.fmr; });
  if (above == knots.begin()) {
    return Distance{std::nextafter(knots.front().distance.value, 0.0F)};
  }
  const CalibrationKnot& from = *(above - 1);
  if (above == knots.end()) return from.distance;
  const double share = std::log(fmr / from.fmr) / std::log(above->fmr / from.fmr);
  Distance distance{
      static_cast<float>(from.distance.value + share * (static_cast<double>(above->distance.value) -
                                                        from.distance.value))};
  // Rounding to a float must not let in more strangers than were asked for.
  while (distance > from.distance && RatesAt(distance).fmr > fmr) {
    distance.value = std::nextafter(distance.value, 0.0F);
  }
  return distance;
}

}  // namespace portcullis
