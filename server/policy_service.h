// The policy, as administrators and supervisors govern it.
#pragma once

#include <string_view>

#include "portcullis/v1/policy.grpc.pb.h"
#include "server/change_feed.h"
#include "server/page_tokens.h"
#include "server/policy_effects.h"
#include "server/policy_handlers.h"
#include "server/transport/rpc_runner.h"
#include "server/transport/worker_pool.h"

namespace portcullis {

/// Thread-safe. Says for each call where it runs and who serves it.
class PolicyService : public v1::PolicyService::CallbackService {
 public:
  /// What the service works with; all outlive it.
  struct Parts {
    const RpcRunner& runner;
    WorkerPool& workers;
    WorkerPool& simulation_workers;  // apart: a replay of months takes its time
    ChangeFeed& changes;
    PolicyEffects::Parts effects;
  };

  explicit PolicyService(const Parts& parts);

  grpc::ServerUnaryReactor* GetPolicy(grpc::CallbackServerContext* context,
                                      const v1::GetPolicyRequest* request,
                                      v1::GetPolicyResponse* response) override;
  grpc::ServerUnaryReactor* ListPolicyVersions(grpc::CallbackServerContext* context,
                                               const v1::ListPolicyVersionsRequest* request,
                                               v1::ListPolicyVersionsResponse* response) override;
  grpc::ServerUnaryReactor* ProposePolicy(grpc::CallbackServerContext* context,
                                          const v1::ProposePolicyRequest* request,
                                          v1::ProposePolicyResponse* response) override;
  grpc::ServerUnaryReactor* ApprovePolicy(grpc::CallbackServerContext* context,
                                          const v1::ApprovePolicyRequest* request,
                                          v1::ApprovePolicyResponse* response) override;
  grpc::ServerUnaryReactor* RejectPolicy(grpc::CallbackServerContext* context,
                                         const v1::RejectPolicyRequest* request,
                                         v1::RejectPolicyResponse* response) override;
  grpc::ServerUnaryReactor* WithdrawPolicy(grpc::CallbackServerContext* context,
                                           const v1::WithdrawPolicyRequest* request,
                                           v1::WithdrawPolicyResponse* response) override;
  grpc::ServerUnaryReactor* RollbackPolicy(grpc::CallbackServerContext* context,
                                           const v1::RollbackPolicyRequest* request,
                                           v1::RollbackPolicyResponse* response) override;
  grpc::ServerUnaryReactor* SimulatePolicy(grpc::CallbackServerContext* context,
                                           const v1::SimulatePolicyRequest* request,
                                           v1::SimulatePolicyResponse* response) override;
  grpc::ServerUnaryReactor* GetCalibration(grpc::CallbackServerContext* context,
                                           const v1::GetCalibrationRequest* request,
                                           v1::GetCalibrationResponse* response) override;

 private:
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, std::string_view method,
                                 RpcRunner::Work work);
  grpc::ServerUnaryReactor* Change(grpc::CallbackServerContext* context, std::string_view method,
                                   RpcRunner::Work work);

  const Parts parts_;
  const PageTokens page_tokens_;
  PolicyHandlers versions_;
  PolicyEffects effects_;
};

}  // namespace portcullis
