// The one way from a gRPC method to the code that serves it, and back.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "matcher/pipeline/face_encoder.h"
#include "server/transport/lane_pool.h"
#include "server/transport/rpc.h"
#include "server/transport/rpc_call.h"
#include "server/transport/worker_pool.h"

namespace portcullis {

/// Gives every call its trace id and checks the caller's role; for unary calls, also hands the work
/// to a thread that may block, drops work that nobody waits for any more, converts the status and
/// writes the log line. Thread-safe.
class RpcRunner {
 public:
  /// Fills the response that it captured and returns OK, or returns an error.
  using Work = std::function<absl::Status(Rpc& rpc)>;
  using EncoderWork = std::function<absl::Status(Rpc& rpc, FaceEncoder& encoder)>;

  explicit RpcRunner(const RpcRules& rules) : rules_(rules) {}

  /// `method` is "/package.Service/Method". Request and response stay valid until the work has
  /// returned.
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext& context, std::string_view method,
                                WorkerPool& workers, Work work) const;
  grpc::ServerUnaryReactor* RunOnLane(grpc::CallbackServerContext& context, std::string_view method,
                                      LanePool& lanes, EncoderWork work) const;

  /// For a stream, whose reactor serves it.
  std::unique_ptr<RpcCall> Open(grpc::CallbackServerContext& context,
                                std::string_view method) const {
    return std::make_unique<RpcCall>(context, method, rules_);
  }

 private:
  class Call;
  using Submit = std::function<absl::Status(std::shared_ptr<Call>)>;

  grpc::ServerUnaryReactor* Start(grpc::CallbackServerContext& context, std::string_view method,
                                  const Submit& submit) const;

  const RpcRules rules_;
};

}  // namespace portcullis
