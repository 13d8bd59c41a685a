#include "clients/cli/policy_words.h"

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "google/protobuf/descriptor.h"

namespace portcullis::cli {
namespace {

/// "several_faces" for NO_DECISION_REASON_SEVERAL_FACES.
std::string WordOf(const google::protobuf::EnumDescriptor& type, std::string_view prefix,
                   std::string_view kind, int number) {
  const auto* value = type.FindValueByNumber(number);
  if (value == nullptr) return fmt::format("{} {}", kind, number);
  return absl::AsciiStrToLower(value->name().substr(prefix.size()));
}

/// Nothing for words that name no value, and for "unspecified".
std::optional<int> NumberOf(const google::protobuf::EnumDescriptor& type, std::string_view prefix,
                            std::string_view word) {
  const std::string name = std::string(prefix) + std::string(word);
  const auto* value = type.FindValueByName(absl::AsciiStrToUpper(name));
  const bool is_lower = absl::AsciiStrToLower(std::string(word)) == word;
  if (value == nullptr || value->number() == 0 || !is_lower) return std::nullopt;
  return value->number();
}

constexpr std::string_view kReason = "NO_DECISION_REASON_";
constexpr std::string_view kAction = "FALLBACK_ACTION_";
constexpr std::string_view kState = "POLICY_STATE_";
constexpr std::string_view kMeasure = "QUALITY_MEASURE_";

template <typename Enum>
std::optional<Enum> As(std::optional<int> number) {
  return number ? std::optional(static_cast<Enum>(*number)) : std::nullopt;
}

}  // namespace

std::string ReasonWord(int reason) {
  return WordOf(*v1::NoDecisionReason_descriptor(), kReason, "reason", reason);
}

std::optional<v1::NoDecisionReason> ReasonFromWord(std::string_view word) {
  return As<v1::NoDecisionReason>(NumberOf(*v1::NoDecisionReason_descriptor(), kReason, word));
}

std::string ActionWord(int action) {
  return WordOf(*v1::FallbackAction_descriptor(), kAction, "action", action);
}

std::optional<v1::FallbackAction> ActionFromWord(std::string_view word) {
  return As<v1::FallbackAction>(NumberOf(*v1::FallbackAction_descriptor(), kAction, word));
}

std::string StateWord(int state) {
  return WordOf(*v1::PolicyState_descriptor(), kState, "state", state);
}

std::optional<v1::PolicyState> StateFromWord(std::string_view word) {
  return As<v1::PolicyState>(NumberOf(*v1::PolicyState_descriptor(), kState, word));
}

std::string MeasureWord(int measure) {
  return WordOf(*v1::QualityMeasure_descriptor(), kMeasure, "measure", measure);
}

std::optional<v1::QualityMeasure> MeasureFromWord(std::string_view word) {
  return As<v1::QualityMeasure>(NumberOf(*v1::QualityMeasure_descriptor(), kMeasure, word));
}

std::string DescribeBar(const v1::QualityBar& bar) {
  std::string text = fmt::format("{:g} px between the eyes, overall {}",
                                 bar.min_inter_eye_distance_px(), bar.min_overall());
  for (const v1::QualityMinimum& minimum : bar.minima()) {
    text += fmt::format(", {} {}", MeasureWord(minimum.measure()), minimum.min_score());
  }
  return text;
}

std::string DescribeAttackRule(const v1::PresentationAttackRule& rule) {
  std::string text = rule.heed_kiosk() ? "heeds the kiosk" : "does not heed the kiosk";
  if (rule.require_kiosk_evidence()) text += ", demands its evidence";
  if (rule.has_min_bona_fide_score()) {
    text += fmt::format(", bona fide score at least {:g}", rule.min_bona_fide_score());
  }
  return text;
}

std::string DescribeSearchRecall(double min_search_recall) {
  if (min_search_recall >= 1) return "exact: every reference is compared";
  return fmt::format("of very long lists may be approximate where {:.10g} % are shown to find all",
                     100 * min_search_recall);
}

std::string DescribeTarget(const v1::ErrorTarget& target) {
  switch (target.target_case()) {
    case v1::ErrorTarget::kFalseAlarmsPer1000Searches:
      return fmt::format("{:g} per 1,000 searches", target.false_alarms_per_1000_searches());
    case v1::ErrorTarget::kFalsePositiveIdentificationRate:
      return fmt::format("FPIR {:g}", target.false_positive_identification_rate());
    case v1::ErrorTarget::TARGET_NOT_SET: break;
  }
  return "none stated";
}

}  // namespace portcullis::cli
