#include "server/policy_effect_conversions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>

#include "server/match_conversions.h"
#include "server/policy_conversions.h"
#include "server/resource_names.h"

namespace portcullis {
namespace {

std::int64_t Count(std::uint64_t count) { return static_cast<std::int64_t>(count); }

struct Interval {
  double lower = 0;
  double upper = 0;
};

/// None where the table does not have it.
std::optional<Interval> FnmrInterval(const CalibrationKnot& knot) {
  if (knot.fnmr_low <= 0 && knot.fnmr_high >= 1) return std::nullopt;
  return Interval{knot.fnmr_low, knot.fnmr_high};
}

/// Between the knots as Calibration::FnmrAt: evenly, and to 1 at distance 0.
std::optional<Interval> FnmrIntervalAt(const CalibrationTable& table, Distance distance) {
  const auto next =
      std::find_if(table.knots.begin(), table.knots.end(),
                   [distance](const CalibrationKnot& knot) { return knot.distance >= distance; });
  if (next == table.knots.end()) return FnmrInterval(table.knots.back());
  const std::optional<Interval> after = FnmrInterval(*next);
  const bool is_first = next == table.knots.begin();
  const std::optional<Interval> before =
      is_first ? std::optional(Interval{1, 1}) : FnmrInterval(*std::prev(next));
  if (!before || !after) return std::nullopt;
  const double from = is_first ? 0 : std::prev(next)->distance.value;
  const double share = (distance.value - from) / (next->distance.value - from);
  return Interval{std::lerp(before->lower, after->lower, share),
                  std::lerp(before->upper, after->upper, share)};
}

v1::Threshold ThresholdAt(Distance distance, const ErrorTarget& target, std::size_t references,
                          const Calibration& calibration) {
  v1::Threshold threshold;
  const std::size_t searched = std::max<std::size_t>(references, 1);
  // As CheckMeasurable, which takes the finest target possible, rounded to a double, for possible.
  const double finest = calibration.finest_fmr() * static_cast<double>(searched) * (1 - 1e-9);
  // The prior has no part in rates.
  const MatchScore score =
      calibration.Score(distance, {.entries = 1, .references = searched}, /*prior_listed=*/0.5);
  *threshold.mutable_target() = ToProto(target);
  threshold.set_distance(distance.value);
  threshold.set_fmr(score.fmr);
  threshold.set_false_alarms_per_1000_searches(1000 * score.expected_false_alarms);
  threshold.set_fnmr(calibration.FnmrAt(distance));
  if (const auto interval = FnmrIntervalAt(calibration.table(), distance)) {
    threshold.set_fnmr_lower(interval->lower);
    threshold.set_fnmr_upper(interval->upper);
  }
  threshold.set_finer_than_measured(target.ExpectedFalseAlarms() < finest);
  return threshold;
}

v1::CalibrationKnot ToProto(const CalibrationKnot& knot) {
  v1::CalibrationKnot proto;
  proto.set_distance(knot.distance.value);
  proto.set_fmr(knot.fmr);
  proto.set_fmr_upper(knot.fmr_upper);
  proto.set_fnmr(knot.fnmr);
  if (const auto interval = FnmrInterval(knot)) {
    proto.set_fnmr_lower(interval->lower);
    proto.set_fnmr_upper(interval->upper);
  }
  proto.set_log10_likelihood_ratio(knot.log10_likelihood_ratio);
  if (std::isfinite(knot.log10_likelihood_ratio_low) &&
      std::isfinite(knot.log10_likelihood_ratio_high)) {
    proto.set_log10_likelihood_ratio_lower(knot.log10_likelihood_ratio_low);
    proto.set_log10_likelihood_ratio_upper(knot.log10_likelihood_ratio_high);
  }
  return proto;
}

v1::MeasuredIdentification ToProto(const MeasuredIdentification& measured) {
  v1::MeasuredIdentification proto;
  proto.set_entries(Count(measured.entries));
  proto.set_fpir(measured.fpir);
  proto.set_fnir(measured.fnir);
  proto.set_fnir_lower(measured.fnir_low);
  proto.set_fnir_upper(measured.fnir_high);
  proto.set_mated_searches(Count(measured.mated_searches));
  proto.set_non_mated_searches(Count(measured.non_mated_searches));
  return proto;
}

v1::CheckCounts ToProto(const CheckCounts& counts, std::size_t days) {
  const double divisor = static_cast<double>(std::max<std::size_t>(days, 1));
  v1::CheckCounts proto;
  proto.set_before(Count(counts.before));
  proto.set_after(Count(counts.after));
  proto.set_added(Count(counts.added));
  proto.set_dropped(Count(counts.dropped));
  proto.set_before_per_day(static_cast<double>(counts.before) / divisor);
  proto.set_after_per_day(static_cast<double>(counts.after) / divisor);
  return proto;
}

v1::SimulatedEffect ToProto(const SimulatedChange& change, std::size_t days) {
  v1::SimulatedEffect proto;
  proto.set_checks(Count(change.checks));
  *proto.mutable_referrals() = ToProto(change.referrals, days);
  *proto.mutable_alerts() = ToProto(change.alerts, days);
  return proto;
}

}  // namespace

v1::CalibrationTable ToProto(const CalibrationTable& table, double finest_fmr) {
  v1::CalibrationTable proto;
  proto.set_model_id(table.model.ToString());
  proto.set_data_set(table.data_set);
  proto.set_measured_on(table.measured_on);
  proto.set_people(Count(table.people));
  proto.set_images(Count(table.images));
  proto.set_failures_to_enrol(Count(table.failures_to_enrol));
  proto.set_impostor_comparisons(Count(table.impostor_comparisons));
  proto.set_genuine_comparisons(Count(table.genuine_comparisons));
  proto.set_finest_fmr(finest_fmr);
  for (const CalibrationKnot& knot : table.knots) {
    *proto.add_knots() = ToProto(knot);
  }
  for (const MeasuredIdentification& measured : table.identification) {
    *proto.add_identification() = ToProto(measured);
  }
  return proto;
}

v1::ListThresholds ThresholdsOf(const ListSize& list, const Policy& policy,
                                const Calibration& calibration) {
  const ListRule& rule = policy.RuleFor(list.list);
  v1::ListThresholds proto;
  proto.set_list(ListName(list.list));
  proto.set_references(Count(list.references));
  proto.set_has_own_rule(policy.rules.contains(list.list));
  *proto.mutable_review() = ThresholdAt(ReviewDistance(rule, calibration, list.references),
                                        rule.review, list.references, calibration);
  *proto.mutable_alert() = ThresholdAt(AlertDistance(rule, calibration, list.references),
                                       rule.alert, list.references, calibration);
  return proto;
}

v1::SimulatePolicyResponse ToProto(const SimulationReport& report) {
  const std::size_t days = report.days.size();
  v1::SimulatePolicyResponse proto;
  proto.set_checks_recorded(Count(report.records));
  proto.set_checks_without_search(Count(report.without_search));
  proto.set_checks_not_comparable(Count(report.not_comparable));
  proto.set_checks_truncated(Count(report.truncated));
  proto.set_days(Count(days));
  *proto.mutable_total() = ToProto(report.total, days);
  for (const auto& [list, change] : report.lists) {
    v1::SimulatedList& list_proto = *proto.add_lists();
    list_proto.set_list(ListName(list));
    *list_proto.mutable_effect() = ToProto(change, days);
  }
  for (const auto& [outcomes, checks] : report.outcome_changes) {
    v1::OutcomeChange& change = *proto.add_outcome_changes();
    change.set_from_outcome(ToProto(outcomes.first));
    change.set_to_outcome(ToProto(outcomes.second));
    change.set_checks(Count(checks));
  }
  proto.set_confirmed_hits_replayed(Count(report.confirmed_hits));
  for (const ConfirmedHit& hit : report.lost_hits) {
    v1::ConfirmedHit& hit_proto = *proto.add_lost_hits();
    hit_proto.set_trace_id(hit.trace_id);
    hit_proto.set_entry(EntryName(hit.entry));
  }
  return proto;
}

}  // namespace portcullis
