#include "border/policy/policy_limits.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

// A target that is told as the finest possible must pass when it is sent back.
constexpr double kRelativeSlack = 1e-9;

/// To three digits that people can read.
double RoundUp(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 2);
  return std::ceil(value / unit - kRelativeSlack) * unit;
}

absl::Status TooFine(std::string_view field, std::string_view why, double wanted, double finest,
                     double most) {
  const double possible = RoundUp(finest);
  const bool is_possible = possible <= most;
  const std::string hint = is_possible ? fmt::format("the finest possible is {:.3g}", possible)
                                       : std::string("no target is possible");
  absl::Status status = WithDetail(
      MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kTargetTooFine,
                fmt::format("{} is {}, finer than was measured{}; {}", field, wanted, why, hint)),
      kFieldDetail, field);
  if (!is_possible) return status;
  return WithDetail(std::move(status), kFinestTargetDetail, fmt::format("{:.3g}", possible));
}

absl::Status CheckTarget(std::string_view field, const ErrorTarget& target, double finest_fmr,
                         std::size_t references) {
  const double finest = static_cast<double>(references) * finest_fmr;
  if (target.ExpectedFalseAlarms() >= finest * (1 - kRelativeSlack)) return absl::OkStatus();
  return TooFine(field, fmt::format(" for a list with {} references", references), target.value,
                 ErrorTarget::Expecting(finest, target.kind).value,
                 ErrorTarget::Expecting(kMaxExpectedFalseAlarms, target.kind).value);
}

absl::Status CheckRule(std::string_view name, const ListRule& rule, double finest_fmr,
                       std::size_t references) {
  const std::size_t searched = std::max<std::size_t>(references, 1);
  PORTCULLIS_RETURN_IF_ERROR(
      CheckTarget(fmt::format("{}.alert", name), rule.alert, finest_fmr, searched));
  return CheckTarget(fmt::format("{}.review", name), rule.review, finest_fmr, searched);
}

}  // namespace

absl::Status CheckMeasurable(const Policy& policy, double finest_fmr,
                             std::span<const ListSize> lists) {
  std::size_t longest_by_default = 0;
  for (const ListSize& size : lists) {
    if (policy.rules.contains(size.list)) continue;
    longest_by_default = std::max(longest_by_default, size.references);
  }
  PORTCULLIS_RETURN_IF_ERROR(
      CheckRule("default_rule", policy.default_rule, finest_fmr, longest_by_default));
  for (const auto& [list, rule] : policy.rules) {
    const auto size = std::find_if(lists.begin(), lists.end(),
                                   [&id = list](const ListSize& one) { return one.list == id; });
    if (size == lists.end()) {
      return MakeError(absl::StatusCode::kNotFound, ErrorReason::kListNotFound,
                       fmt::format("rules[{}]: there is no list \"{}\"", list.value, list.value));
    }
    PORTCULLIS_RETURN_IF_ERROR(
        CheckRule(fmt::format("rules[{}]", list.value), rule, finest_fmr, size->references));
  }
  const double max_fmr = policy.verification.max_fmr;
  if (max_fmr >= finest_fmr * (1 - kRelativeSlack)) return absl::OkStatus();
  return TooFine("verification.max_fmr", "", max_fmr, finest_fmr, 1);
}

}  // namespace portcullis
