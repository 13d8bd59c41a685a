#include "border/policy/policy_admin.h"

#include <algorithm>
#include <utility>

#include "border/policy/policy_errors.h"
#include "border/policy/policy_limits.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

/// The version as it is now, at the revision that the client saw if it says one.
absl::StatusOr<PolicyVersion> FindAt(std::span<const PolicyVersion> versions, PolicyNumber number,
                                     std::optional<Revision> expected) {
  for (const PolicyVersion& version : versions) {
    if (version.number != number) continue;
    if (!expected || *expected == version.revision) return version;
    return PolicyConflict(number, *expected, version.revision);
  }
  return PolicyNotFound(number);
}

/// The change from a version to what an act made of it.
absl::StatusOr<PutPolicy> Replacing(const PolicyVersion& before,
                                    absl::StatusOr<PolicyVersion> after) {
  if (!after.ok()) return after.status();
  return PutPolicy{*std::move(after), before.revision};
}

PolicyVersion FirstVersion(const Policy& configured, absl::Time now) {
  PolicyVersion version;
  version.number = PolicyNumber{1};
  version.policy = configured;
  version.state = PolicyState::kApproved;
  version.proposed_by = version.decided_by = kConfigurationActor;
  version.proposed_at = version.decided_at = now;
  version.effective_at = now;
  version.justification = "the configuration of the first start";
  return version;
}

}  // namespace

absl::StatusOr<std::vector<PolicyVersion>> ReadOrStartPolicies(PolicyStore& store,
                                                               const Policy& configured,
                                                               absl::Time now) {
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<PolicyVersion> versions, store.Policies());
  if (!versions.empty()) return versions;
  PORTCULLIS_RETURN_IF_ERROR(configured.Validate());
  versions.push_back(FirstVersion(configured, now));
  PORTCULLIS_RETURN_IF_ERROR(store
                                 .CommitPolicy({.key = std::nullopt,
                                                .actor = kConfigurationActor,
                                                .time = now,
                                                .action = "ConfigurePolicy",
                                                .put = {versions.front(), Revision{0}}})
                                 .status());
  return versions;
}

PolicyAdmin::PolicyAdmin(PolicyStore& store, PolicyInForce& in_force, PolicyMeasures measures)
    : store_(store), in_force_(in_force), measures_(std::move(measures)) {}

absl::StatusOr<std::string> PolicyAdmin::Serve(const MutationContext& context, std::string action,
                                               const Decide& decide,
                                               const PolicyResponse& response) {
  const absl::MutexLock lock(&mutex_);
  const PolicyAct act{.actor = context.actor, .time = in_force_.now()};
  PORTCULLIS_ASSIGN_OR_RETURN(std::optional<std::string> kept,
                              store_.FindResponse(context.key, act.time));
  if (kept) return *std::move(kept);
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<PolicyVersion> versions, store_.Policies());
  PORTCULLIS_ASSIGN_OR_RETURN(const PutPolicy put, decide(versions, act));
  PORTCULLIS_ASSIGN_OR_RETURN(CommitResult result,
                              store_.CommitPolicy({.key = context.key,
                                                   .actor = act.actor,
                                                   .time = act.time,
                                                   .action = std::move(action),
                                                   .put = put,
                                                   .response = response(put.version)}));
  if (result.replayed) return std::move(result.response);
  // Not read back from the store, which could fail: the change is on disk, and checks follow it.
  std::erase_if(versions, [&put](const PolicyVersion& version) {
    return version.number == put.version.number;
  });
  versions.push_back(put.version);
  in_force_.Set(versions);
  return std::move(result.response);
}

absl::StatusOr<std::string> PolicyAdmin::Propose(const MutationContext& context,
                                                 const PolicyProposal& proposal,
                                                 const PolicyResponse& response) {
  return Serve(
      context, "ProposePolicy",
      [&](std::span<const PolicyVersion> versions,
          const PolicyAct& act) -> absl::StatusOr<PutPolicy> {
        PolicyNumber number{1};
        for (const PolicyVersion& known : versions) {
          number = std::max(number, PolicyNumber{known.number.value + 1});
        }
        PORTCULLIS_ASSIGN_OR_RETURN(PolicyVersion version, ProposePolicy(number, proposal, act));
        PORTCULLIS_RETURN_IF_ERROR(
            CheckMeasurable(version.policy, measures_.finest_fmr, measures_.list_sizes()));
        return PutPolicy{std::move(version), Revision{0}};
      },
      response);
}

absl::StatusOr<std::string> PolicyAdmin::Approve(const MutationContext& context,
                                                 PolicyNumber number,
                                                 std::optional<Revision> expected,
                                                 const PolicyResponse& response) {
  return Serve(
      context, "ApprovePolicy",
      [&](std::span<const PolicyVersion> versions,
          const PolicyAct& act) -> absl::StatusOr<PutPolicy> {
        PORTCULLIS_ASSIGN_OR_RETURN(const PolicyVersion before, FindAt(versions, number, expected));
        return Replacing(before, ApprovePolicy(before, act));
      },
      response);
}

absl::StatusOr<std::string> PolicyAdmin::Reject(const MutationContext& context, PolicyNumber number,
                                                std::optional<Revision> expected,
                                                const std::string& reason,
                                                const PolicyResponse& response) {
  return Serve(
      context, "RejectPolicy",
      [&](std::span<const PolicyVersion> versions,
          const PolicyAct& act) -> absl::StatusOr<PutPolicy> {
        PORTCULLIS_ASSIGN_OR_RETURN(const PolicyVersion before, FindAt(versions, number, expected));
        return Replacing(before, RejectPolicy(before, act, reason));
      },
      response);
}

absl::StatusOr<std::string> PolicyAdmin::Withdraw(const MutationContext& context,
                                                  PolicyNumber number,
                                                  std::optional<Revision> expected,
                                                  const PolicyResponse& response) {
  return Serve(
      context, "WithdrawPolicy",
      [&](std::span<const PolicyVersion> versions,
          const PolicyAct& act) -> absl::StatusOr<PutPolicy> {
        PORTCULLIS_ASSIGN_OR_RETURN(const PolicyVersion before, FindAt(versions, number, expected));
        return Replacing(before, WithdrawPolicy(before, act));
      },
      response);
}

absl::StatusOr<std::string> PolicyAdmin::RollBack(const MutationContext& context,
                                                  PolicyNumber target,
                                                  const std::string& justification,
                                                  const PolicyResponse& response) {
  return Serve(
      context, "RollBackPolicy",
      [&](std::span<const PolicyVersion> versions,
          const PolicyAct& act) -> absl::StatusOr<PutPolicy> {
        PORTCULLIS_ASSIGN_OR_RETURN(PolicyVersion version,
                                    RollBackPolicy(versions, target, justification, act));
        return PutPolicy{std::move(version), Revision{0}};
      },
      response);
}

absl::StatusOr<PolicyVersion> PolicyAdmin::Get(PolicyNumber number) const {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<PolicyVersion> versions, store_.Policies());
  return FindAt(versions, number, std::nullopt);
}

}  // namespace portcullis
