// One call from its arrival to its answer: who calls, whether he may, and the line in the log.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "server/transport/authorization.h"
#include "server/transport/open_calls.h"
#include "server/transport/rpc.h"
#include "server/transport/rpc_log.h"

namespace portcullis {

/// Whose word is taken for the caller's roles.
enum class CallerCheck {
  kCertificate,       // the client certificate's, verified by TLS
  kInsecureLoopback,  // nobody's: there is no TLS, every caller has every role
};

/// What holds for every call; all outlive the calls.
struct RpcRules {
  const Authorization& authorization;
  CallerCheck caller_check;
  const RpcLog& log;
  OpenCalls& open_calls;
};

/// Thread-compatible. The context of the call must not be gone before End.
class RpcCall {
 public:
  /// `method` is "/package.Service/Method".
  RpcCall(grpc::CallbackServerContext& context, std::string_view method, const RpcRules& rules);

  /// OK if the caller may call the method.
  const absl::Status& admission() const { return admission_; }

  Rpc& rpc() { return rpc_; }
  const Rpc& rpc() const { return rpc_; }

  /// Writes the log line and returns what the client gets. Once, right before Finish.
  grpc::Status End(const absl::Status& status);

  /// A line more, for a part of the call that failed while the call goes on. Thread-safe.
  void LogPart(const absl::Status& status) const;

 private:
  RpcCall(grpc::CallbackServerContext& context, std::string_view method, const RpcRules& rules,
          const absl::StatusOr<Caller>& caller);

  const OpenCalls::Stay stay_;
  grpc::CallbackServerContext& context_;
  const RpcLog& log_;
  Rpc rpc_;
  absl::Status admission_;
};

}  // namespace portcullis
