// The state of the server, as administrators see it.
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "border/screening/screening.h"
#include "portcullis/v1/admin.grpc.pb.h"
#include "server/transport/lane_pool.h"
#include "server/transport/rpc_runner.h"
#include "server/transport/worker_pool.h"

namespace portcullis {

/// What does not change while the server runs and nobody else knows.
struct ServerFacts {
  std::string version;
  absl::Time start_time;
  std::string detector;
  std::string embedder_licence;
  bool insecure_loopback = false;
};

/// Thread-safe.
class AdminService : public v1::AdminService::CallbackService {
 public:
  /// What the service tells about; all outlive it.
  struct Parts {
    const RpcRunner& runner;
    WorkerPool& workers;
    const LanePool& lanes;
    const Screening& screening;
    const Gallery& gallery;
  };

  AdminService(const Parts& parts, ServerFacts facts) : parts_(parts), facts_(std::move(facts)) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override;

 private:
  void FillStatus(v1::GetStatusResponse& response) const;

  const Parts parts_;
  const ServerFacts facts_;
};

}  // namespace portcullis
