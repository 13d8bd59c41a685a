// What all calls that change a record have in common.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/watchlist/committer.h"
#include "server/request_fingerprint.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// `method` is the one that the request is for.
template <typename Request>
MutationContext ContextOf(const Rpc& rpc, std::string_view method, const Request& request) {
  return {.actor = rpc.caller().actor,
          .key = {.request_id = request.request_id(),
                  .fingerprint = RequestFingerprint(method, request)}};
}

template <typename Request>
MutationContext ContextOf(const Rpc& rpc, const Request& request) {
  return ContextOf(rpc, rpc.method(), request);
}

/// The client gets the bytes that are kept for repetitions, on the first call too.
template <typename Response>
absl::Status AnswerWith(const absl::StatusOr<std::string>& kept, Response& response) {
  if (!kept.ok()) return kept.status();
  if (response.ParseFromString(*kept)) return absl::OkStatus();
  return absl::InternalError("the response kept for the request does not parse");
}

}  // namespace portcullis
