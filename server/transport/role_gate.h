// Turns callers without the role away before their request is read.
#pragma once

#include "grpcpp/security/auth_metadata_processor.h"
#include "server/transport/authorization.h"
#include "server/transport/rpc_log.h"

namespace portcullis {

/// gRPC asks it for each call on a TLS connection, when it knows the path and the peer's
/// certificate and nothing else. A refusal carries no details on this way, so its message starts
/// with the reason ("ROLE_REQUIRED: ..."). Thread-safe.
class RoleGate : public grpc::AuthMetadataProcessor {
 public:
  /// Both outlive the gate.
  RoleGate(const Authorization& authorization, const RpcLog& log)
      : authorization_(authorization), log_(log) {}

  bool IsBlocking() const override { return false; }

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context,
                       OutputMetadata* consumed, OutputMetadata* response) override;

 private:
  const Authorization& authorization_;
  const RpcLog& log_;
};

}  // namespace portcullis
