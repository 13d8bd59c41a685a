#include "border/policy/policy_version.h"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

#include "border/policy/policy_errors.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr std::string_view kPolicies = "policies/";

absl::Status StateInvalid(const PolicyVersion& version, std::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kStateInvalid,
                   fmt::format("{} {}", FormatPolicyName(version.number), what));
}

std::string_view StateName(PolicyState state) {
  switch (state) {
    case PolicyState::kProposed: return "proposed";
    case PolicyState::kApproved: return "approved";
    case PolicyState::kRejected: return "rejected";
    case PolicyState::kWithdrawn: return "withdrawn";
  }
  return "";
}

absl::Status CheckProposed(const PolicyVersion& version) {
  if (version.state == PolicyState::kProposed) return absl::OkStatus();
  return StateInvalid(version,
                      fmt::format("is {}, only a proposed version can be approved or rejected",
                                  StateName(version.state)));
}

absl::Status CheckWords(std::string_view field, std::string_view words) {
  if (!words.empty() && words.size() <= kMaxJustificationBytes) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                   fmt::format("{} has {} bytes, must have 1 to {}", field, words.size(),
                               kMaxJustificationBytes));
}

PolicyVersion Decided(PolicyVersion version, PolicyState state, const PolicyAct& act) {
  version.state = state;
  version.decided_by = act.actor;
  version.decided_at = act.time;
  ++version.revision.value;
  return version;
}

bool HasBegun(const PolicyVersion& version, absl::Time now) {
  return version.state == PolicyState::kApproved && version.effective_at &&
         *version.effective_at <= now;
}

}  // namespace

std::string FormatPolicyName(PolicyNumber number) {
  return fmt::format("{}{}", kPolicies, number.value);
}

std::optional<PolicyNumber> ParsePolicyName(std::string_view name) {
  if (!name.starts_with(kPolicies)) return std::nullopt;
  const std::string_view digits = name.substr(kPolicies.size());
  PolicyNumber number;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number.value);
  if (error != std::errc() || number.value < 1 || FormatPolicyName(number) != name) {
    return std::nullopt;
  }
  return number;
}

const PolicyVersion* InForceAt(std::span<const PolicyVersion> versions, absl::Time time) {
  const PolicyVersion* latest = nullptr;
  for (const PolicyVersion& version : versions) {
    if (!HasBegun(version, time)) continue;
    if (latest == nullptr || std::tie(*latest->effective_at, latest->number) <
                                 std::tie(*version.effective_at, version.number)) {
      latest = &version;
    }
  }
  return latest;
}

bool HasBeenInForce(std::span<const PolicyVersion> versions, PolicyNumber number, absl::Time now) {
  // If ever, then from its beginning.
  return std::any_of(versions.begin(), versions.end(), [&](const PolicyVersion& version) {
    return version.number == number && HasBegun(version, now) &&
           InForceAt(versions, *version.effective_at) == &version;
  });
}

absl::StatusOr<PolicyVersion> ProposePolicy(PolicyNumber number, const PolicyProposal& proposal,
                                            const PolicyAct& act) {
  PORTCULLIS_RETURN_IF_ERROR(proposal.policy.Validate());
  PORTCULLIS_RETURN_IF_ERROR(CheckWords("justification", proposal.justification));
  PolicyVersion version;
  version.number = number;
  version.policy = proposal.policy;
  version.proposed_by = act.actor;
  version.proposed_at = act.time;
  version.justification = proposal.justification;
  version.effective_at = proposal.effective_at;
  return version;
}

absl::StatusOr<PolicyVersion> ApprovePolicy(PolicyVersion version, const PolicyAct& act) {
  PORTCULLIS_RETURN_IF_ERROR(CheckProposed(version));
  if (version.proposed_by == act.actor) {
    return MakeError(absl::StatusCode::kPermissionDenied, ErrorReason::kSelfApprovalForbidden,
                     fmt::format("{} was proposed by {}: another person approves it",
                                 FormatPolicyName(version.number), act.actor));
  }
  version.effective_at = std::max(version.effective_at.value_or(act.time), act.time);
  return Decided(std::move(version), PolicyState::kApproved, act);
}

absl::StatusOr<PolicyVersion> RejectPolicy(PolicyVersion version, const PolicyAct& act,
                                           std::string reason) {
  PORTCULLIS_RETURN_IF_ERROR(CheckProposed(version));
  PORTCULLIS_RETURN_IF_ERROR(CheckWords("reason", reason));
  version.reason = std::move(reason);
  return Decided(std::move(version), PolicyState::kRejected, act);
}

absl::StatusOr<PolicyVersion> WithdrawPolicy(PolicyVersion version, const PolicyAct& act) {
  const bool may_go = version.state == PolicyState::kProposed ||
                      (version.state == PolicyState::kApproved && !HasBegun(version, act.time));
  if (!may_go) {
    return StateInvalid(version, fmt::format("is {}, only a version that is proposed, or approved "
                                             "and yet to begin, can be withdrawn",
                                             StateName(version.state)));
  }
  if (version.proposed_by != act.actor) {
    return StateInvalid(
        version, fmt::format("was proposed by {}, who alone withdraws it", version.proposed_by));
  }
  return Decided(std::move(version), PolicyState::kWithdrawn, act);
}

absl::StatusOr<PolicyVersion> RollBackPolicy(std::span<const PolicyVersion> versions,
                                             PolicyNumber target, std::string justification,
                                             const PolicyAct& act) {
  PORTCULLIS_RETURN_IF_ERROR(CheckWords("justification", justification));
  PolicyVersion version;
  for (const PolicyVersion& known : versions) {
    version.number = std::max(version.number, PolicyNumber{known.number.value + 1});
    if (known.number != target) continue;
    if (!HasBeenInForce(versions, target, act.time)) {
      return StateInvalid(known, "was never in force, so that there is no way back to it");
    }
    if (InForceAt(versions, act.time) == &known) return StateInvalid(known, "is in force");
    version.policy = known.policy;
    version.rollback_of = target;
  }
  if (!version.rollback_of) {
    return PolicyNotFound(target);
  }
  version.state = PolicyState::kApproved;
  version.proposed_by = version.decided_by = act.actor;
  version.proposed_at = version.decided_at = act.time;
  version.effective_at = act.time;
  version.justification = std::move(justification);
  return version;
}

}  // namespace portcullis
