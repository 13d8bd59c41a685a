// The one conversion from our statuses to those of gRPC.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace portcullis {

/// The same code and message, with google.rpc.Status in the binary details: ErrorInfo (reason,
/// domain "portcullis", trace_id) where the status carries a reason, RetryInfo where it carries a
/// delay. What went wrong inside the server (INTERNAL, UNKNOWN, DATA_LOSS) is told by code and
/// trace id only; the log has the rest.
grpc::Status ToGrpcStatus(const absl::Status& status, std::string_view trace_id);

/// What the client is told of it in words: the message, or for what went wrong inside the server
/// only where to look.
std::string ClientMessage(const absl::Status& status, std::string_view trace_id);

/// True for the codes whose message is for the log and not for the client.
bool IsServerFault(absl::StatusCode code);

}  // namespace portcullis
