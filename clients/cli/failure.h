// Errors of calls, in the words that people get to read.
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace portcullis::cli {

/// OK, or a status with the message "REASON: what happened; what to do". The reason comes from
/// google.rpc.ErrorInfo; where the server sent none, it is the name of the gRPC code.
absl::Status FromRpc(const grpc::Status& status);

/// The same for a call that changes something: where the outcome is unknown, it says how to repeat
/// the call without doing it twice.
absl::Status FromMutation(const grpc::Status& status, std::string_view request_id);

/// True where the connection or the server's capacity failed, and not the request: the same call
/// may succeed a little later.
bool IsPassing(const grpc::Status& status);
/// The same for a reason.
bool IsPassingReason(std::string_view reason);

}  // namespace portcullis::cli
