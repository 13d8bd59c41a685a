#include "border/policy/policy.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "border/policy/shortfall_words.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr int kMaxVerdicts = 3;
constexpr double kMaxInterEyeDistancePx = 1000;
constexpr int kMaxScore = 100;

absl::Status Invalid(std::string_view field, std::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                   fmt::format("{} {}", field, what));
}

absl::Status CheckProbability(std::string_view field, double value) {
  if (value > 0 && value < 1) return absl::OkStatus();
  return Invalid(field, fmt::format("is {}, must be between 0 and 1", value));
}

absl::Status CheckTarget(std::string_view field, const ErrorTarget& target) {
  const double most = ErrorTarget::Expecting(kMaxExpectedFalseAlarms, target.kind).value;
  if (target.value > 0 && target.value <= most) return absl::OkStatus();
  return Invalid(field, fmt::format("is {}, must be above 0 and at most {:.4g}: one false alarm "
                                    "in every search",
                                    target.value, most));
}

absl::Status CheckRule(std::string_view name, const ListRule& rule) {
  PORTCULLIS_RETURN_IF_ERROR(CheckTarget(fmt::format("{}.alert", name), rule.alert));
  PORTCULLIS_RETURN_IF_ERROR(CheckTarget(fmt::format("{}.review", name), rule.review));
  if (rule.review.ExpectedFalseAlarms() < rule.alert.ExpectedFalseAlarms()) {
    return Invalid(fmt::format("{}.review", name),
                   fmt::format("expects {:.4g} false alarms per 1,000 searches, fewer than alert "
                               "with {:.4g}: nobody would be referred who is no alert",
                               rule.review.ExpectedFalseAlarms() * 1000,
                               rule.alert.ExpectedFalseAlarms() * 1000));
  }
  PORTCULLIS_RETURN_IF_ERROR(
      CheckProbability(fmt::format("{}.prior_listed", name), rule.prior_listed));
  if (rule.required_verdicts < 1 || rule.required_verdicts > kMaxVerdicts) {
    return Invalid(fmt::format("{}.required_verdicts", name),
                   fmt::format("is {}, must be 1 to {}", rule.required_verdicts, kMaxVerdicts));
  }
  return absl::OkStatus();
}

absl::Status CheckQualityScore(std::string_view field, int value) {
  if (value >= 0 && value <= kMaxScore) return absl::OkStatus();
  return Invalid(field, fmt::format("is {}, must be 0 to {}", value, kMaxScore));
}

absl::Status CheckBar(std::string_view name, const QualityBar& bar) {
  const double distance = bar.min_inter_eye_distance_px;
  const bool is_distance = distance >= 0 && distance <= kMaxInterEyeDistancePx;
  if (!is_distance) {
    return Invalid(
        fmt::format("{}.min_inter_eye_distance_px", name),
        fmt::format("is {}, must be 0 to {:g} pixels", distance, kMaxInterEyeDistancePx));
  }
  PORTCULLIS_RETURN_IF_ERROR(
      CheckQualityScore(fmt::format("{}.min_overall", name), bar.min_overall));
  // A shortfall does not say its unit: of this measure it is always pixels.
  if (bar.min_scores.contains(QualityMeasure::kInterEyeDistance)) {
    return Invalid(fmt::format("{}.minima", name),
                   "has inter_eye_distance, which min_inter_eye_distance_px is for");
  }
  for (const auto& [measure, score] : bar.min_scores) {
    const std::string_view word = MeasureWord(measure);
    if (word.empty()) {
      return Invalid(fmt::format("{}.minima", name), "has a measure that is none");
    }
    PORTCULLIS_RETURN_IF_ERROR(CheckQualityScore(fmt::format("{}.minima[{}]", name, word), score));
  }
  return absl::OkStatus();
}

absl::Status CheckAttackRule(const PresentationAttackRule& rule) {
  if (!rule.min_bona_fide_score) return absl::OkStatus();
  const double score = *rule.min_bona_fide_score;
  if (score >= 0 && score <= 1) return absl::OkStatus();
  return Invalid("presentation_attack.min_bona_fide_score",
                 fmt::format("is {}, must be 0 to 1", score));
}

absl::Status CheckSearchRecall(double recall) {
  if (recall >= 0.9 && recall <= 1) return absl::OkStatus();
  return Invalid("min_search_recall", fmt::format("is {}, must be 0.9 to 1", recall));
}

}  // namespace

FallbackAction Fallbacks::For(NoDecisionReason reason) const {
  switch (reason) {
    case NoDecisionReason::kNoFace: return no_face;
    case NoDecisionReason::kSeveralFaces: return several_faces;
    case NoDecisionReason::kLowQuality: return low_quality;
    case NoDecisionReason::kPartialCoverage: return partial_coverage;
    case NoDecisionReason::kNothingToSearch: return nothing_to_search;
    case NoDecisionReason::kPadFailed: return pad_failed;
    case NoDecisionReason::kInconsistentFrames: return inconsistent_frames;
  }
  return FallbackAction::kManualCheck;
}

FallbackAction Fallbacks::For(std::span<const NoDecisionReason> reasons) const {
  const bool all_retry =
      !reasons.empty() && std::all_of(reasons.begin(), reasons.end(), [this](NoDecisionReason r) {
        return For(r) == FallbackAction::kRetryCapture;
      });
  return all_retry ? FallbackAction::kRetryCapture : FallbackAction::kManualCheck;
}

const ListRule& Policy::RuleFor(const ListId& list) const {
  const auto found = rules.find(list);
  return found == rules.end() ? default_rule : found->second;
}

absl::Status Policy::Validate() const {
  PORTCULLIS_RETURN_IF_ERROR(CheckRule("default_rule", default_rule));
  for (const auto& [list, rule] : rules) {
    if (!IsValidListId(list.value)) {
      return Invalid(fmt::format("rules[{}]", list.value), "is not the id of a list");
    }
    PORTCULLIS_RETURN_IF_ERROR(CheckRule(fmt::format("rules[{}]", list.value), rule));
  }
  PORTCULLIS_RETURN_IF_ERROR(CheckProbability("verification.max_fmr", verification.max_fmr));
  PORTCULLIS_RETURN_IF_ERROR(
      CheckProbability("verification.prior_same_person", verification.prior_same_person));
  PORTCULLIS_RETURN_IF_ERROR(CheckBar("quality.probe", quality.probe));
  PORTCULLIS_RETURN_IF_ERROR(CheckBar("quality.reference", quality.reference));
  PORTCULLIS_RETURN_IF_ERROR(CheckAttackRule(presentation_attack));
  return CheckSearchRecall(min_search_recall);
}

}  // namespace portcullis
