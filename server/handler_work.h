// From a member function that serves a call to the work that a thread does.
#pragma once

#include "absl/status/status.h"
#include "border/watchlist/entry_admin.h"
#include "matcher/pipeline/face_encoder.h"
#include "server/transport/rpc.h"
#include "server/transport/rpc_runner.h"

namespace portcullis {

/// `handlers`, request and response stay valid until the work is done.
template <typename Handlers, typename Request, typename Response>
RpcRunner::Work To(Handlers& handlers,
                   absl::Status (Handlers::*serve)(const Rpc&, const Request&, Response&),
                   const Request* request, Response* response) {
  return [&handlers, serve, request, response](Rpc& rpc) {
    return (handlers.*serve)(rpc, *request, *response);
  };
}

/// The same with what turns portraits into faces.
template <typename Handlers, typename Request, typename Response>
RpcRunner::EncoderWork To(Handlers& handlers,
                          absl::Status (Handlers::*serve)(const Rpc&, const Request&,
                                                          const Encoding&, Response&),
                          const Request* request, Response* response) {
  return [&handlers, serve, request, response](Rpc& rpc, FaceEncoder& encoder) {
    return (handlers.*serve)(rpc, *request, {encoder, rpc.checkpoint()}, *response);
  };
}

}  // namespace portcullis
