// What administrators and supervisors do with the policy.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "border/audit/request.h"
#include "border/audit/revision.h"
#include "border/policy/policy_in_force.h"
#include "border/policy/policy_store.h"
#include "border/policy/policy_version.h"
#include "matcher/core/list_size.h"

namespace portcullis {

/// Turns the result into the bytes that the client gets; kept for repetitions of the request.
using PolicyResponse = std::function<std::string(const PolicyVersion&)>;

/// Who made version 1, in the audit log.
inline constexpr char kConfigurationActor[] = "configuration";

struct PolicyMeasures {
  double finest_fmr = 1;                              // Calibration::finest_fmr
  std::function<std::vector<ListSize>()> list_sizes;  // of all lists, now; thread-safe
};

/// Version 1 is read from the store or, at the first start, made of `configured` by the actor
/// "configuration" and in force at once; later changes of the configuration change nothing. Returns
/// all versions. Errors of PolicyStore, and of Policy::Validate.
absl::StatusOr<std::vector<PolicyVersion>> ReadOrStartPolicies(PolicyStore& store,
                                                               const Policy& configured,
                                                               absl::Time now);

/// Thread-safe; one act at a time. Each act is a change with an audit event; it returns the
/// response bytes, and PolicyInForce knows of it. A repetition of a request gets the response kept.
/// Errors: those of policy_version.h and PolicyStore; NOT_FOUND with POLICY_NOT_FOUND; ABORTED with
/// REVISION_CONFLICT if the client insists on another revision than the present one.
class PolicyAdmin {
 public:
  /// `store` and `in_force` outlive this; `in_force` tells the time.
  PolicyAdmin(PolicyStore& store, PolicyInForce& in_force, PolicyMeasures measures);

  /// Also the errors of CheckMeasurable, TARGET_TOO_FINE among them.
  absl::StatusOr<std::string> Propose(const MutationContext& context,
                                      const PolicyProposal& proposal,
                                      const PolicyResponse& response) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::string> Approve(const MutationContext& context, PolicyNumber number,
                                      std::optional<Revision> expected,
                                      const PolicyResponse& response) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::string> Reject(const MutationContext& context, PolicyNumber number,
                                     std::optional<Revision> expected, const std::string& reason,
                                     const PolicyResponse& response) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::string> Withdraw(const MutationContext& context, PolicyNumber number,
                                       std::optional<Revision> expected,
                                       const PolicyResponse& response) ABSL_LOCKS_EXCLUDED(mutex_);

  /// Makes a new version with the content of `target`; see RollBackPolicy. What was measured is not
  /// asked: in an emergency the way back is open.
  absl::StatusOr<std::string> RollBack(const MutationContext& context, PolicyNumber target,
                                       const std::string& justification,
                                       const PolicyResponse& response) ABSL_LOCKS_EXCLUDED(mutex_);

  /// All versions by number.
  absl::StatusOr<std::vector<PolicyVersion>> Versions() const { return store_.Policies(); }
  absl::StatusOr<PolicyVersion> Get(PolicyNumber number) const;

 private:
  /// What an act comes to, given all versions.
  using Decide = std::function<absl::StatusOr<PutPolicy>(std::span<const PolicyVersion> versions,
                                                         const PolicyAct& act)>;
  absl::StatusOr<std::string> Serve(const MutationContext& context, std::string action,
                                    const Decide& decide, const PolicyResponse& response)
      ABSL_LOCKS_EXCLUDED(mutex_);

  PolicyStore& store_;
  PolicyInForce& in_force_;
  const PolicyMeasures measures_;
  absl::Mutex mutex_;  // from the look at the versions until PolicyInForce knows of the change
};

}  // namespace portcullis
