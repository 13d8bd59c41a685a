// What tests of WatchlistService have in common: a server, its administrators, good requests.
#pragma once

#include <cstdint>
#include <string>

#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {

using WatchlistStub = v1::WatchlistService::Stub;

class WatchlistFixture : public ::testing::Test {
 protected:
  explicit WatchlistFixture(const ServerUnderTestOptions& options = {}) : server_(options) {}

  /// One call under the name of `actor`: Call("alice", &WatchlistStub::GetEntry, request,
  /// response).
  template <typename Request, typename Response>
  grpc::Status Call(const std::string& actor,
                    grpc::Status (WatchlistStub::*method)(grpc::ClientContext*, const Request&,
                                                          Response*),
                    const Request& request, Response& response) {
    grpc::ClientContext context;
    StateActor(context, actor);
    response.Clear();
    return (server_.watchlist().*method)(&context, request, &response);
  }

  /// The same where only the code matters: "OK", "NOT_FOUND/ENTRY_NOT_FOUND".
  template <typename Request, typename Response>
  std::string Code(const std::string& actor,
                   grpc::Status (WatchlistStub::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                   const Request& request) {
    Response response;
    return CodeAndReason(Call(actor, method, request, response));
  }

  std::string NextId() {
    std::string id = "request ";
    return id += std::to_string(++requests_);
  }

  v1::ProposeEntryRequest Proposal(const std::string& name, const std::string& portrait) {
    v1::ProposeEntryRequest request;
    request.set_request_id(NextId());
    request.mutable_entry()->set_display_name(name);
    request.mutable_entry()->add_lists("lists/demo");
    request.add_portraits(portrait);
    return request;
  }

  /// By alice.
  v1::Entry Propose(const v1::ProposeEntryRequest& request) {
    v1::ProposeEntryResponse response;
    EXPECT_EQ(CodeAndReason(Call("alice", &WatchlistStub::ProposeEntry, request, response)), "OK");
    return response.entry();
  }

  /// By bob.
  v1::Entry Approve(const v1::Entry& entry) {
    v1::ApproveEntryResponse response;
    EXPECT_EQ(CodeAndReason(Call("bob", &WatchlistStub::ApproveEntry,
                                 For<v1::ApproveEntryRequest>(entry), response)),
              "OK");
    return response.entry();
  }

  v1::Entry Get(const std::string& name) {
    v1::GetEntryRequest request;
    request.set_name(name);
    v1::GetEntryResponse response;
    EXPECT_EQ(CodeAndReason(Call("alice", &WatchlistStub::GetEntry, request, response)), "OK");
    return response.entry();
  }

  /// A request about the entry as it is, with a new request id.
  template <typename Request>
  Request For(const v1::Entry& entry) {
    Request request;
    request.set_request_id(NextId());
    request.set_name(entry.name());
    request.set_expected_revision(entry.revision());
    return request;
  }

  template <typename Request>
  Request WithReason(const v1::Entry& entry) {
    auto request = For<Request>(entry);
    request.set_reason("because");
    return request;
  }

  v1::Outcome OutcomeFor(const std::string& image) {
    grpc::ClientContext context;
    v1::IdentifyRequest request;
    request.add_images(image);
    v1::IdentifyResponse response;
    EXPECT_TRUE(server_.match().Identify(&context, request, &response).ok());
    return response.outcome();
  }

  ServerUnderTest server_;

 private:
  int requests_ = 0;
};

}  // namespace portcullis::testing
