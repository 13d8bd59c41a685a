#include "server/transport/role_gate.h"

#include <string>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "server/transport/caller.h"
#include "server/transport/trace_id.h"

namespace portcullis {
namespace {

std::string PathOf(const grpc::AuthMetadataProcessor::InputMetadata& metadata) {
  const auto path = metadata.find(":path");
  if (path == metadata.end()) return "";
  return std::string(path->second.data(), path->second.size());
}

}  // namespace

grpc::Status RoleGate::Process(const InputMetadata& metadata, grpc::AuthContext* context,
                               OutputMetadata* /*consumed*/, OutputMetadata* /*response*/) {
  const std::string path = PathOf(metadata);
  const absl::StatusOr<Caller> caller = CallerFromCertificate(*context);
  const absl::Status status = caller.ok() ? authorization_.Check(path, *caller) : caller.status();
  if (status.ok()) return grpc::Status::OK;
  log_.Write({.time = absl::Now(),
              .trace_id = NewTraceId(),
              .method = path,
              .caller = caller.ok() ? *caller : Caller{},
              .status = status,
              .result = RpcResult(),
              .timings = {}});
  const auto reason = ErrorReasonOf(status);
  const std::string message(status.message());
  return {static_cast<grpc::StatusCode>(status.code()),
          reason ? fmt::format("{}: {}", ErrorReasonName(*reason), message) : message};
}

}  // namespace portcullis
