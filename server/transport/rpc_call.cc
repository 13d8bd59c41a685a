#include "server/transport/rpc_call.h"

#include <chrono>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "server/transport/grpc_status.h"
#include "server/transport/trace_id.h"

namespace portcullis {
namespace {

// In the trailing metadata of every answer and every error.
constexpr char kTraceIdKey[] = "portcullis-trace-id";

absl::Status CheckClientStillWaits(const grpc::CallbackServerContext& context) {
  if (std::chrono::system_clock::now() >= context.deadline()) {
    return absl::DeadlineExceededError("the deadline of the call has passed");
  }
  if (context.IsCancelled()) return absl::CancelledError("the client has gone");
  return absl::OkStatus();
}

std::optional<std::string_view> StatedActor(const grpc::CallbackServerContext& context) {
  const auto stated = context.client_metadata().find(kActorKey);
  if (stated == context.client_metadata().end()) return std::nullopt;
  return std::string_view(stated->second.data(), stated->second.size());
}

absl::StatusOr<Caller> CallerOf(const grpc::CallbackServerContext& context, CallerCheck check) {
  if (check == CallerCheck::kInsecureLoopback) return InsecureCaller(StatedActor(context));
  return CallerFromCertificate(*context.auth_context());
}

}  // namespace

RpcCall::RpcCall(grpc::CallbackServerContext& context, std::string_view method,
                 const RpcRules& rules)
    : RpcCall(context, method, rules, CallerOf(context, rules.caller_check)) {}

RpcCall::RpcCall(grpc::CallbackServerContext& context, std::string_view method,
                 const RpcRules& rules, const absl::StatusOr<Caller>& caller)
    : stay_(rules.open_calls),
      context_(context),
      log_(rules.log),
      rpc_(method, NewTraceId(), caller.ok() ? *caller : Caller{},
           [&context] { return CheckClientStillWaits(context); }),
      admission_(caller.status()) {
  if (admission_.ok()) admission_ = rules.authorization.Check(method, *caller);
}

grpc::Status RpcCall::End(const absl::Status& status) {
  // First the line, then the answer: there is no answer that the log does not know.
  log_.Write({.time = absl::Now(),
              .trace_id = rpc_.trace_id(),
              .method = rpc_.method(),
              .caller = rpc_.caller(),
              .status = status,
              .result = status.ok() ? rpc_.result() : RpcResult(),
              .timings = rpc_.timings()});
  context_.AddTrailingMetadata(kTraceIdKey, rpc_.trace_id());
  return ToGrpcStatus(status, rpc_.trace_id());
}

void RpcCall::LogPart(const absl::Status& status) const {
  log_.Write({.time = absl::Now(),
              .trace_id = rpc_.trace_id(),
              .method = rpc_.method(),
              .caller = rpc_.caller(),
              .status = status,
              .result = RpcResult(),
              .timings = {}});
}

}  // namespace portcullis
