// The versions of the policy, what may happen to one, and which is in force. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/audit/revision.h"
#include "border/policy/policy.h"

namespace portcullis {

/// Versions are numbered 1, 2, 3, ... in the order in which they were proposed.
struct PolicyNumber {
  std::int64_t value = 0;
  friend auto operator<=>(const PolicyNumber&, const PolicyNumber&) = default;
};

/// "policies/7": what answers, check records and the audit log call a version.
std::string FormatPolicyName(PolicyNumber number);
std::optional<PolicyNumber> ParsePolicyName(std::string_view name);

enum class PolicyState {
  kProposed = 1,   // waits for another person
  kApproved = 2,   // in force, was in force, or will be
  kRejected = 3,   // final
  kWithdrawn = 4,  // final
};

struct PolicyVersion {
  PolicyNumber number = {};
  Policy policy = {};
  PolicyState state = PolicyState::kProposed;
  std::string proposed_by = {};
  absl::Time proposed_at = {};
  std::string justification = {};
  std::string decided_by = {};  // who approved, rejected or withdrew it, whichever was last
  absl::Time decided_at = {};   // the epoch while it is proposed
  std::string reason = {};      // of a rejection
  /// When it is to begin; absent: as soon as it is approved. Of an approved version always there
  /// and never before decided_at.
  std::optional<absl::Time> effective_at = std::nullopt;
  std::optional<PolicyNumber> rollback_of = std::nullopt;  // whose content this one repeats
  Revision revision{1};

  friend bool operator==(const PolicyVersion&, const PolicyVersion&) = default;
};

/// A person who acts now.
struct PolicyAct {
  std::string actor;
  absl::Time time;
};

struct PolicyProposal {
  Policy policy = {};
  std::string justification = {};  // 1 to 2,000 bytes
  std::optional<absl::Time> effective_at = std::nullopt;
};

inline constexpr std::size_t kMaxJustificationBytes = 2000;

/// The approved version with the latest effective_at that is not after `time`; of several, the one
/// with the highest number. None before the first begins. `versions` in any order.
const PolicyVersion* InForceAt(std::span<const PolicyVersion> versions, absl::Time time);

/// True if the version was in force at some moment up to `now`.
bool HasBeenInForce(std::span<const PolicyVersion> versions, PolicyNumber number, absl::Time now);

/// All of these return the version after the act, at the next revision, or an error and no change:
/// INVALID_ARGUMENT with FIELD_INVALID; PERMISSION_DENIED with SELF_APPROVAL_FORBIDDEN;
/// FAILED_PRECONDITION with STATE_INVALID, the message says which state allows it.

absl::StatusOr<PolicyVersion> ProposePolicy(PolicyNumber number, const PolicyProposal& proposal,
                                            const PolicyAct& act);

/// By another person than the one who proposed. A beginning that is past becomes now.
absl::StatusOr<PolicyVersion> ApprovePolicy(PolicyVersion version, const PolicyAct& act);

/// `reason`: 1 to 2,000 bytes. Of a proposed version.
absl::StatusOr<PolicyVersion> RejectPolicy(PolicyVersion version, const PolicyAct& act,
                                           std::string reason);

/// By the one who proposed, while the version is proposed, or approved and yet to begin.
absl::StatusOr<PolicyVersion> WithdrawPolicy(PolicyVersion version, const PolicyAct& act);

/// A new version with the content of `target`, in force at once. One person is enough, since two
/// have agreed to that content before. STATE_INVALID if `target` was never in force or is in force
/// now; NOT_FOUND with POLICY_NOT_FOUND. A version approved to begin later still begins then.
absl::StatusOr<PolicyVersion> RollBackPolicy(std::span<const PolicyVersion> versions,
                                             PolicyNumber target, std::string justification,
                                             const PolicyAct& act);

}  // namespace portcullis
