// The calls of PolicyService that read and change versions of the policy.
#pragma once

#include "absl/status/status.h"
#include "border/policy/policy_admin.h"
#include "border/policy/policy_in_force.h"
#include "portcullis/v1/policy.pb.h"
#include "server/page_tokens.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// Thread-safe. Each checks its request and fills the response.
class PolicyHandlers {
 public:
  /// All outlive the handlers.
  PolicyHandlers(PolicyAdmin& admin, const PolicyInForce& in_force, const PageTokens& page_tokens)
      : admin_(admin), in_force_(in_force), page_tokens_(page_tokens) {}

  absl::Status Get(const Rpc& rpc, const v1::GetPolicyRequest& request,
                   v1::GetPolicyResponse& response);
  absl::Status List(const Rpc& rpc, const v1::ListPolicyVersionsRequest& request,
                    v1::ListPolicyVersionsResponse& response);
  absl::Status Propose(const Rpc& rpc, const v1::ProposePolicyRequest& request,
                       v1::ProposePolicyResponse& response);
  absl::Status Approve(const Rpc& rpc, const v1::ApprovePolicyRequest& request,
                       v1::ApprovePolicyResponse& response);
  absl::Status Reject(const Rpc& rpc, const v1::RejectPolicyRequest& request,
                      v1::RejectPolicyResponse& response);
  absl::Status Withdraw(const Rpc& rpc, const v1::WithdrawPolicyRequest& request,
                        v1::WithdrawPolicyResponse& response);
  absl::Status Rollback(const Rpc& rpc, const v1::RollbackPolicyRequest& request,
                        v1::RollbackPolicyResponse& response);

 private:
  PolicyAdmin& admin_;
  const PolicyInForce& in_force_;
  const PageTokens& page_tokens_;
};

}  // namespace portcullis
