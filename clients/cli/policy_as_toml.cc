#include <string_view>

#include "clients/cli/policy_file.h"
#include "clients/cli/policy_words.h"
#include "clients/cli/resource_name.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

/// The shortest text that reads as the same number, with what makes TOML take it for a real one.
std::string Real(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

std::string TargetAsToml(const v1::ErrorTarget& target) {
  return target.has_false_positive_identification_rate()
             ? fmt::format("{{ {} = {} }}", kFpir,
                           Real(target.false_positive_identification_rate()))
             : fmt::format("{{ {} = {} }}", kFalseAlarms,
                           Real(target.false_alarms_per_1000_searches()));
}

std::string RuleAsToml(const v1::PolicyRule& rule) {
  return fmt::format("review = {}\nalert = {}\nprior_listed = {}\nrequired_verdicts = {}\n",
                     TargetAsToml(rule.review()), TargetAsToml(rule.alert()),
                     Real(rule.prior_listed()), rule.required_verdicts());
}

std::string BarAsToml(std::string_view use, const v1::QualityBar& bar) {
  std::string text = fmt::format("[quality.{}]\nmin_inter_eye_distance_px = {}\nmin_overall = {}\n",
                                 use, Real(bar.min_inter_eye_distance_px()), bar.min_overall());
  if (bar.minima().empty()) return text;
  text += "minima = {";
  std::string_view separator = " ";
  for (const v1::QualityMinimum& minimum : bar.minima()) {
    text +=
        fmt::format("{}{} = {}", separator, MeasureWord(minimum.measure()), minimum.min_score());
    separator = ", ";
  }
  return text + " }\n";
}

std::string QualityAsToml(const v1::QualityBars& bars) {
  std::string text =
      "\n# Images below it are not used: LOW_QUALITY, or PORTRAIT_REJECTED of a reference. All "
      "but\n"
      "# pixels is 0 to 100. minima: of single components, such as { sharpness = 30 }.\n";
  if (bars.has_probe()) text += BarAsToml("probe", bars.probe());
  if (bars.has_probe() && bars.has_reference()) text += "\n";
  if (bars.has_reference()) text += BarAsToml("reference", bars.reference());
  return text;
}

std::string AttackRuleAsToml(const v1::PresentationAttackRule& rule) {
  std::string text = fmt::format(
      "\n# What becomes of evidence about presentation attacks (PAD_FAILED). min_bona_fide_score, "
      "0 "
      "to\n# 1, needs the server's own check.\n[presentation_attack]\nheed_kiosk = {}\n"
      "require_kiosk_evidence = {}\n",
      rule.heed_kiosk(), rule.require_kiosk_evidence());
  if (rule.has_min_bona_fide_score()) {
    text += fmt::format("min_bona_fide_score = {}\n", Real(rule.min_bona_fide_score()));
  }
  return text;
}

std::string SearchRecallAsToml(double recall) {
  return fmt::format(
      "\n# 1.0: every search compares every reference. From 0.9 on: searches of very long lists "
      "may\n# be approximate where this share of them is shown to find all that matters.\n"
      "[search]\nmin_search_recall = {}\n",
      Real(recall));
}

}  // namespace

std::string PolicyAsToml(const v1::Policy& policy) {
  std::string text = fmt::format("# Of every list that has no rule of its own.\n[default_rule]\n{}",
                                 RuleAsToml(policy.default_rule()));
  for (const v1::ListRule& list : policy.rules()) {
    text += fmt::format("\n[rules.{}]\n{}", ListId(list.list()), RuleAsToml(list.rule()));
  }
  text += fmt::format("\n[verification]\nmax_fmr = {}\nprior_same_person = {}\n",
                      Real(policy.verification().max_fmr()),
                      Real(policy.verification().prior_same_person()));
  text += fmt::format(
      "\n# What a lane does after NO_DECISION: {}. Reasons that are\n# not named: manual_check.\n"
      "[fallbacks]\n",
      kActionWords);
  for (const v1::Fallback& fallback : policy.fallbacks()) {
    text +=
        fmt::format("{} = \"{}\"\n", ReasonWord(fallback.reason()), ActionWord(fallback.action()));
  }
  if (policy.has_quality()) text += QualityAsToml(policy.quality());
  if (policy.has_presentation_attack()) text += AttackRuleAsToml(policy.presentation_attack());
  if (policy.has_min_search_recall()) text += SearchRecallAsToml(policy.min_search_recall());
  return text;
}

}  // namespace portcullis::cli
