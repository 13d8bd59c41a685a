// Identification calls of one image, as tests of how a server is loaded and ended make them.
#pragma once

#include <future>

#include "grpcpp/client_context.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {

inline grpc::Status Identify(ServerUnderTest& server, grpc::ClientContext& context) {
  v1::IdentifyRequest request;
  request.add_images(FakeFace(1, 1));
  v1::IdentifyResponse response;
  return server.match().Identify(&context, request, &response);
}

inline std::future<grpc::Status> IdentifyInBackground(ServerUnderTest& server,
                                                      grpc::ClientContext& context) {
  return std::async(std::launch::async, [&server, &context] { return Identify(server, context); });
}

}  // namespace portcullis::testing
