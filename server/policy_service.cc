#include "server/policy_service.h"

#include <string>
#include <utility>

#include "fmt/format.h"
#include "server/handler_work.h"

namespace portcullis {
namespace {

using Context = grpc::CallbackServerContext;

std::string Path(std::string_view method) {
  return fmt::format("/portcullis.v1.PolicyService/{}", method);
}

}  // namespace

PolicyService::PolicyService(const Parts& parts)
    : parts_(parts),
      versions_(parts.effects.office.admin(), parts.effects.office.in_force(), page_tokens_),
      effects_(parts.effects) {}

grpc::ServerUnaryReactor* PolicyService::Read(Context* context, std::string_view method,
                                              RpcRunner::Work work) {
  return parts_.runner.Run(*context, Path(method), parts_.workers, std::move(work));
}

grpc::ServerUnaryReactor* PolicyService::Change(Context* context, std::string_view method,
                                                RpcRunner::Work work) {
  return Read(context, method, [this, work = std::move(work)](Rpc& rpc) {
    absl::Status status = work(rpc);
    parts_.changes.Notify();
    return status;
  });
}

grpc::ServerUnaryReactor* PolicyService::GetPolicy(Context* context,
                                                   const v1::GetPolicyRequest* request,
                                                   v1::GetPolicyResponse* response) {
  return Read(context, "GetPolicy", To(versions_, &PolicyHandlers::Get, request, response));
}

grpc::ServerUnaryReactor* PolicyService::ListPolicyVersions(
    Context* context, const v1::ListPolicyVersionsRequest* request,
    v1::ListPolicyVersionsResponse* response) {
  return Read(context, "ListPolicyVersions",
              To(versions_, &PolicyHandlers::List, request, response));
}

grpc::ServerUnaryReactor* PolicyService::ProposePolicy(Context* context,
                                                       const v1::ProposePolicyRequest* request,
                                                       v1::ProposePolicyResponse* response) {
  return Change(context, "ProposePolicy",
                To(versions_, &PolicyHandlers::Propose, request, response));
}

grpc::ServerUnaryReactor* PolicyService::ApprovePolicy(Context* context,
                                                       const v1::ApprovePolicyRequest* request,
                                                       v1::ApprovePolicyResponse* response) {
  return Change(context, "ApprovePolicy",
                To(versions_, &PolicyHandlers::Approve, request, response));
}

grpc::ServerUnaryReactor* PolicyService::RejectPolicy(Context* context,
                                                      const v1::RejectPolicyRequest* request,
                                                      v1::RejectPolicyResponse* response) {
  return Change(context, "RejectPolicy", To(versions_, &PolicyHandlers::Reject, request, response));
}

grpc::ServerUnaryReactor* PolicyService::WithdrawPolicy(Context* context,
                                                        const v1::WithdrawPolicyRequest* request,
                                                        v1::WithdrawPolicyResponse* response) {
  return Change(context, "WithdrawPolicy",
                To(versions_, &PolicyHandlers::Withdraw, request, response));
}

grpc::ServerUnaryReactor* PolicyService::RollbackPolicy(Context* context,
                                                        const v1::RollbackPolicyRequest* request,
                                                        v1::RollbackPolicyResponse* response) {
  return Change(context, "RollbackPolicy",
                To(versions_, &PolicyHandlers::Rollback, request, response));
}

grpc::ServerUnaryReactor* PolicyService::SimulatePolicy(Context* context,
                                                        const v1::SimulatePolicyRequest* request,
                                                        v1::SimulatePolicyResponse* response) {
  return parts_.runner.Run(*context, Path("SimulatePolicy"), parts_.simulation_workers,
                           To(effects_, &PolicyEffects::Simulate, request, response));
}

grpc::ServerUnaryReactor* PolicyService::GetCalibration(Context* context,
                                                        const v1::GetCalibrationRequest* request,
                                                        v1::GetCalibrationResponse* response) {
  return Read(context, "GetCalibration",
              To(effects_, &PolicyEffects::GetCalibration, request, response));
}

}  // namespace portcullis
