#include "server/policy_conversions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "server/field_checks.h"
#include "server/resource_names.h"
#include "server/timestamps.h"

namespace portcullis {
namespace {

struct FallbackField {
  v1::NoDecisionReason reason;
  FallbackAction Fallbacks::*action;
};

constexpr std::array<FallbackField, 7> kFallbackFields = {{
    {v1::NO_DECISION_REASON_NO_FACE, &Fallbacks::no_face},
    {v1::NO_DECISION_REASON_SEVERAL_FACES, &Fallbacks::several_faces},
    {v1::NO_DECISION_REASON_LOW_QUALITY, &Fallbacks::low_quality},
    {v1::NO_DECISION_REASON_PARTIAL_COVERAGE, &Fallbacks::partial_coverage},
    {v1::NO_DECISION_REASON_NOTHING_TO_SEARCH, &Fallbacks::nothing_to_search},
    {v1::NO_DECISION_REASON_PAD_FAILED, &Fallbacks::pad_failed},
    {v1::NO_DECISION_REASON_INCONSISTENT_FRAMES, &Fallbacks::inconsistent_frames},
}};

v1::PolicyRule ToProto(const ListRule& rule) {
  v1::PolicyRule proto;
  *proto.mutable_review() = ToProto(rule.review);
  *proto.mutable_alert() = ToProto(rule.alert);
  proto.set_prior_listed(rule.prior_listed);
  proto.set_required_verdicts(rule.required_verdicts);
  return proto;
}

v1::PolicyState ToProto(PolicyState state) {
  switch (state) {
    case PolicyState::kProposed: return v1::POLICY_STATE_PROPOSED;
    case PolicyState::kApproved: return v1::POLICY_STATE_APPROVED;
    case PolicyState::kRejected: return v1::POLICY_STATE_REJECTED;
    case PolicyState::kWithdrawn: return v1::POLICY_STATE_WITHDRAWN;
  }
  return v1::POLICY_STATE_UNSPECIFIED;
}

absl::StatusOr<ErrorTarget> TargetFrom(const v1::ErrorTarget& target, std::string_view field) {
  switch (target.target_case()) {
    case v1::ErrorTarget::kFalseAlarmsPer1000Searches:
      return FalseAlarmsPer1000Searches(target.false_alarms_per_1000_searches());
    case v1::ErrorTarget::kFalsePositiveIdentificationRate:
      return Fpir(target.false_positive_identification_rate());
    case v1::ErrorTarget::TARGET_NOT_SET: break;
  }
  return FieldInvalid(field, "states no target");
}

absl::StatusOr<ListRule> RuleFrom(const v1::PolicyRule& rule, std::string_view field) {
  ListRule result;
  PORTCULLIS_ASSIGN_OR_RETURN(result.review,
                              TargetFrom(rule.review(), fmt::format("{}.review", field)));
  PORTCULLIS_ASSIGN_OR_RETURN(result.alert,
                              TargetFrom(rule.alert(), fmt::format("{}.alert", field)));
  result.prior_listed = rule.prior_listed();
  result.required_verdicts = rule.required_verdicts();
  return result;
}

std::optional<FallbackAction> ActionFrom(int action) {
  switch (action) {
    case v1::FALLBACK_ACTION_RETRY_CAPTURE: return FallbackAction::kRetryCapture;
    case v1::FALLBACK_ACTION_MANUAL_CHECK: return FallbackAction::kManualCheck;
    default: return std::nullopt;  // of the wire
  }
}

absl::StatusOr<Fallbacks> FallbacksFrom(const v1::Policy& policy) {
  Fallbacks fallbacks;
  for (const FallbackField& field : kFallbackFields) {
    fallbacks.*field.action = FallbackAction::kManualCheck;
  }
  std::set<int> named;
  for (const v1::Fallback& fallback : policy.fallbacks()) {
    const auto* const field =
        std::find_if(kFallbackFields.begin(), kFallbackFields.end(),
                     [&fallback](const auto& each) { return each.reason == fallback.reason(); });
    const std::optional<FallbackAction> action = ActionFrom(fallback.action());
    if (field == kFallbackFields.end())
      return FieldInvalid("fallbacks", "has a reason that is none");
    if (!action) return FieldInvalid("fallbacks", "has an action that is none");
    if (!named.insert(fallback.reason()).second) {
      return FieldInvalid("fallbacks", "names a reason more than once");
    }
    fallbacks.*field->action = *action;
  }
  return fallbacks;
}

absl::StatusOr<QualityBar> BarFrom(const v1::QualityBar& bar, std::string_view field) {
  QualityBar result{.min_inter_eye_distance_px = bar.min_inter_eye_distance_px(),
                    .min_overall = bar.min_overall()};
  for (const v1::QualityMinimum& minimum : bar.minima()) {
    const auto measure = static_cast<QualityMeasure>(minimum.measure());
    const bool is_known = v1::QualityMeasure_IsValid(minimum.measure()) &&
                          minimum.measure() != v1::QUALITY_MEASURE_UNSPECIFIED;
    const std::string name = fmt::format("{}.minima", field);
    if (!is_known) return FieldInvalid(name, "has a measure that is none");
    if (!result.min_scores.emplace(measure, minimum.min_score()).second) {
      return FieldInvalid(name, "names a measure more than once");
    }
  }
  return result;
}

/// A bar that is absent is that of the first version.
absl::StatusOr<QualityBars> BarsFrom(const v1::QualityBars& bars) {
  QualityBars result;
  if (bars.has_probe()) {
    PORTCULLIS_ASSIGN_OR_RETURN(result.probe, BarFrom(bars.probe(), "quality.probe"));
  }
  if (bars.has_reference()) {
    PORTCULLIS_ASSIGN_OR_RETURN(result.reference, BarFrom(bars.reference(), "quality.reference"));
  }
  return result;
}

v1::PresentationAttackRule ToProto(const PresentationAttackRule& rule) {
  v1::PresentationAttackRule proto;
  proto.set_heed_kiosk(rule.heed_kiosk);
  proto.set_require_kiosk_evidence(rule.require_kiosk_evidence);
  if (rule.min_bona_fide_score) proto.set_min_bona_fide_score(*rule.min_bona_fide_score);
  return proto;
}

PresentationAttackRule AttackRuleFrom(const v1::PresentationAttackRule& rule) {
  PresentationAttackRule result{.heed_kiosk = rule.heed_kiosk(),
                                .require_kiosk_evidence = rule.require_kiosk_evidence()};
  if (rule.has_min_bona_fide_score()) result.min_bona_fide_score = rule.min_bona_fide_score();
  return result;
}

}  // namespace

v1::QualityBar ToProto(const QualityBar& bar) {
  v1::QualityBar proto;
  proto.set_min_inter_eye_distance_px(bar.min_inter_eye_distance_px);
  proto.set_min_overall(bar.min_overall);
  for (const auto& [measure, score] : bar.min_scores) {
    v1::QualityMinimum& minimum = *proto.add_minima();
    minimum.set_measure(static_cast<v1::QualityMeasure>(measure));  // the numbers are the same
    minimum.set_min_score(score);
  }
  return proto;
}

v1::FallbackAction ToProto(FallbackAction action) {
  switch (action) {
    case FallbackAction::kRetryCapture: return v1::FALLBACK_ACTION_RETRY_CAPTURE;
    case FallbackAction::kManualCheck: return v1::FALLBACK_ACTION_MANUAL_CHECK;
  }
  return v1::FALLBACK_ACTION_MANUAL_CHECK;
}

v1::ErrorTarget ToProto(const ErrorTarget& target) {
  v1::ErrorTarget proto;
  switch (target.kind) {
    case ErrorTarget::Kind::kFalseAlarmsPer1000Searches:
      proto.set_false_alarms_per_1000_searches(target.value);
      break;
    case ErrorTarget::Kind::kFpir:
      proto.set_false_positive_identification_rate(target.value);
      break;
  }
  return proto;
}

v1::Policy ToProto(const Policy& policy) {
  v1::Policy proto;
  *proto.mutable_default_rule() = ToProto(policy.default_rule);
  for (const auto& [list, rule] : policy.rules) {
    v1::ListRule& list_rule = *proto.add_rules();
    list_rule.set_list(ListName(list));
    *list_rule.mutable_rule() = ToProto(rule);
  }
  proto.mutable_verification()->set_max_fmr(policy.verification.max_fmr);
  proto.mutable_verification()->set_prior_same_person(policy.verification.prior_same_person);
  for (const FallbackField& field : kFallbackFields) {
    v1::Fallback& fallback = *proto.add_fallbacks();
    fallback.set_reason(field.reason);
    fallback.set_action(ToProto(policy.fallbacks.*field.action));
  }
  *proto.mutable_quality()->mutable_probe() = ToProto(policy.quality.probe);
  *proto.mutable_quality()->mutable_reference() = ToProto(policy.quality.reference);
  *proto.mutable_presentation_attack() = ToProto(policy.presentation_attack);
  proto.set_min_search_recall(policy.min_search_recall);
  return proto;
}

v1::PolicyVersion ToProto(const PolicyVersion& version, bool in_force) {
  v1::PolicyVersion proto;
  proto.set_name(FormatPolicyName(version.number));
  *proto.mutable_policy() = ToProto(version.policy);
  proto.set_state(ToProto(version.state));
  proto.set_in_force(in_force);
  proto.set_proposer(version.proposed_by);
  *proto.mutable_propose_time() = ToTimestamp(version.proposed_at);
  proto.set_justification(version.justification);
  if (!version.decided_by.empty()) {
    proto.set_decider(version.decided_by);
    *proto.mutable_decide_time() = ToTimestamp(version.decided_at);
    proto.set_reason(version.reason);
  }
  if (version.effective_at) *proto.mutable_effective_time() = ToTimestamp(*version.effective_at);
  if (version.rollback_of) proto.set_rollback_of(FormatPolicyName(*version.rollback_of));
  proto.set_revision(version.revision.value);
  return proto;
}

absl::StatusOr<Policy> PolicyFrom(const v1::Policy& policy) {
  Policy result;
  PORTCULLIS_ASSIGN_OR_RETURN(result.default_rule, RuleFrom(policy.default_rule(), "default_rule"));
  for (const v1::ListRule& list_rule : policy.rules()) {
    PORTCULLIS_ASSIGN_OR_RETURN(ListId list, ParseListName(list_rule.list(), "rules.list"));
    const std::string name = fmt::format("rules[{}]", list.value);
    PORTCULLIS_ASSIGN_OR_RETURN(const ListRule rule, RuleFrom(list_rule.rule(), name));
    if (!result.rules.emplace(std::move(list), rule).second) {
      return FieldInvalid(name, "is there more than once");
    }
  }
  result.verification.max_fmr = policy.verification().max_fmr();
  result.verification.prior_same_person = policy.verification().prior_same_person();
  PORTCULLIS_ASSIGN_OR_RETURN(result.fallbacks, FallbacksFrom(policy));
  PORTCULLIS_ASSIGN_OR_RETURN(result.quality, BarsFrom(policy.quality()));
  if (policy.has_presentation_attack()) {
    result.presentation_attack = AttackRuleFrom(policy.presentation_attack());
  }
  if (policy.has_min_search_recall()) result.min_search_recall = policy.min_search_recall();
  return result;
}

absl::StatusOr<PolicyState> PolicyStateFrom(int state, std::string_view field) {
  switch (state) {
    case v1::POLICY_STATE_PROPOSED: return PolicyState::kProposed;
    case v1::POLICY_STATE_APPROVED: return PolicyState::kApproved;
    case v1::POLICY_STATE_REJECTED: return PolicyState::kRejected;
    case v1::POLICY_STATE_WITHDRAWN: return PolicyState::kWithdrawn;
    default: return FieldInvalid(field, "has a state that is none");  // of the wire
  }
}

}  // namespace portcullis
