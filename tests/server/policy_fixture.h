// What tests of PolicyService have in common: a server with one person on a list, and policies.
#pragma once

#include <string>

#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {

using PolicyStub = v1::PolicyService::Stub;

/// lists/demo has one reference, at (100, 100). Policy 1 is the default one: with one reference,
/// review is at distance 30 and alert at 20 (fake_calibration.h).
class PolicyFixture : public ::testing::Test {
 protected:
  PolicyFixture() {
    server_.CreateList("demo");
    entry_ = server_.Enroll("lists/demo", "Jane Roe", FakeFace(100, 100));
  }

  template <typename Request, typename Response>
  grpc::Status Call(const std::string& actor,
                    grpc::Status (PolicyStub::*method)(grpc::ClientContext*, const Request&,
                                                       Response*),
                    const Request& request, Response& response) {
    grpc::ClientContext context;
    StateActor(context, actor);
    response.Clear();
    return (server_.policy().*method)(&context, request, &response);
  }

  /// The same where only the code matters: "OK", "NOT_FOUND/POLICY_NOT_FOUND".
  template <typename Request, typename Response>
  std::string Code(const std::string& actor,
                   grpc::Status (PolicyStub::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                   const Request& request) {
    Response response;
    return CodeAndReason(Call(actor, method, request, response));
  }

  std::string NextId() { return "request " + std::to_string(++requests_); }

  /// Of everybody: review at so many false alarms per 1,000 searches, alert at a tenth of it.
  static v1::Policy PolicyWith(double review) {
    v1::Policy policy;
    v1::PolicyRule& rule = *policy.mutable_default_rule();
    rule.mutable_review()->set_false_alarms_per_1000_searches(review);
    rule.mutable_alert()->set_false_alarms_per_1000_searches(review / 10);
    rule.set_prior_listed(0.001);
    rule.set_required_verdicts(1);
    policy.mutable_verification()->set_max_fmr(0.001);
    policy.mutable_verification()->set_prior_same_person(0.5);
    return policy;
  }

  v1::ProposePolicyRequest Proposal(const v1::Policy& policy) {
    v1::ProposePolicyRequest request;
    request.set_request_id(NextId());
    *request.mutable_policy() = policy;
    request.set_justification("fewer stops");
    return request;
  }

  /// By ann.
  v1::PolicyVersion Propose(const v1::ProposePolicyRequest& request) {
    v1::ProposePolicyResponse response;
    EXPECT_EQ(CodeAndReason(Call("ann", &PolicyStub::ProposePolicy, request, response)), "OK");
    return response.version();
  }
  v1::PolicyVersion Propose(const v1::Policy& policy) { return Propose(Proposal(policy)); }

  /// A request about the version as it is, with a new request id.
  template <typename Request>
  Request For(const v1::PolicyVersion& version) {
    Request request;
    request.set_request_id(NextId());
    request.set_name(version.name());
    request.set_expected_revision(version.revision());
    return request;
  }

  /// By bob.
  v1::PolicyVersion Approve(const v1::PolicyVersion& version) {
    v1::ApprovePolicyResponse response;
    EXPECT_EQ(CodeAndReason(Call("bob", &PolicyStub::ApprovePolicy,
                                 For<v1::ApprovePolicyRequest>(version), response)),
              "OK");
    return response.version();
  }

  v1::PolicyVersion Get(const std::string& name) {
    v1::GetPolicyRequest request;
    request.set_name(name);
    v1::GetPolicyResponse response;
    EXPECT_EQ(CodeAndReason(Call("ann", &PolicyStub::GetPolicy, request, response)), "OK");
    return response.version();
  }

  /// Of a face at this distance from the listed one.
  v1::IdentifyResponse IdentifyAt(int distance) { return Identify(FakeFace(100 + distance, 100)); }
  v1::IdentifyResponse Identify(const std::string& image) {
    grpc::ClientContext context;
    v1::IdentifyRequest request;
    request.add_images(image);
    v1::IdentifyResponse response;
    EXPECT_EQ(CodeAndReason(server_.match().Identify(&context, request, &response)), "OK");
    return response;
  }

  ServerUnderTest server_;
  std::string entry_;

 private:
  int requests_ = 0;
};

}  // namespace portcullis::testing
