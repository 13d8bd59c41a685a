// Checks of travellers, as kiosks and officers call them.
#pragma once

#include "absl/status/status.h"
#include "border/screening/screening.h"
#include "portcullis/v1/match.grpc.pb.h"
#include "server/transport/lane_pool.h"
#include "server/transport/rpc_runner.h"

namespace portcullis {

/// Thread-safe. Stores nothing itself; Screening has the record of a check written.
class MatchService : public v1::MatchService::CallbackService {
 public:
  /// All outlive the service.
  MatchService(const RpcRunner& runner, LanePool& lanes, const Screening& screening)
      : runner_(runner), lanes_(lanes), screening_(screening) {}

  grpc::ServerUnaryReactor* Identify(grpc::CallbackServerContext* context,
                                     const v1::IdentifyRequest* request,
                                     v1::IdentifyResponse* response) override;
  grpc::ServerUnaryReactor* Verify(grpc::CallbackServerContext* context,
                                   const v1::VerifyRequest* request,
                                   v1::VerifyResponse* response) override;

 private:
  absl::Status ServeIdentify(Rpc& rpc, FaceEncoder& encoder, const v1::IdentifyRequest& request,
                             v1::IdentifyResponse& response) const;
  absl::Status ServeVerify(Rpc& rpc, FaceEncoder& encoder, const v1::VerifyRequest& request,
                           v1::VerifyResponse& response) const;

  const RpcRunner& runner_;
  LanePool& lanes_;
  const Screening& screening_;
};

}  // namespace portcullis
