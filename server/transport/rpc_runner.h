// The one way from a gRPC method to the code that serves it, and back.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "matcher/pipeline/face_encoder.h"
#include "server/transport/authorization.h"
#include "server/transport/lane_pool.h"
#include "server/transport/rpc.h"
#include "server/transport/rpc_log.h"
#include "server/transport/worker_pool.h"

namespace portcullis {

/// Whose word is taken for the caller's roles.
enum class CallerCheck {
  kCertificate,       // the client certificate's, verified by TLS
  kInsecureLoopback,  // nobody's: there is no TLS, every caller has every role
};

/// Gives every unary call its trace id, checks the caller's role, hands the work to a thread that
/// may block, drops work that nobody waits for any more, converts the status and writes the log
/// line. Thread-safe.
class RpcRunner {
 public:
  /// Fills the response that it captured and returns OK, or returns an error.
  using Work = std::function<absl::Status(Rpc& rpc)>;
  using EncoderWork = std::function<absl::Status(Rpc& rpc, FaceEncoder& encoder)>;

  /// All outlive the runner.
  RpcRunner(const Authorization& authorization, CallerCheck caller_check, const RpcLog& log)
      : authorization_(authorization), caller_check_(caller_check), log_(log) {}

  /// `method` is "/package.Service/Method". Request and response stay valid until the work has
  /// returned.
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext& context, std::string_view method,
                                WorkerPool& workers, Work work) const;
  grpc::ServerUnaryReactor* RunOnLane(grpc::CallbackServerContext& context, std::string_view method,
                                      LanePool& lanes, EncoderWork work) const;

 private:
  class Call;
  using Submit = std::function<absl::Status(std::shared_ptr<Call>)>;

  grpc::ServerUnaryReactor* Start(grpc::CallbackServerContext& context, std::string_view method,
                                  const Submit& submit) const;

  const Authorization& authorization_;
  const CallerCheck caller_check_;
  const RpcLog& log_;
};

}  // namespace portcullis
