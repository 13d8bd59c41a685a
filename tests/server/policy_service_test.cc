// The life of a policy over real calls: proposal, consent, beginning, and the way back.
#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "tests/server/policy_fixture.h"

namespace portcullis::testing {
namespace {

using ::google::protobuf::util::TimeUtil;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PolicyServiceTest : public PolicyFixture {
 protected:
  std::vector<std::string> Names(const v1::ListPolicyVersionsRequest& request) {
    v1::ListPolicyVersionsResponse response;
    EXPECT_EQ(CodeAndReason(Call("ann", &PolicyStub::ListPolicyVersions, request, response)), "OK");
    next_page_token_ = response.next_page_token();
    std::vector<std::string> names;
    for (const v1::PolicyVersion& version : response.versions()) names.push_back(version.name());
    return names;
  }

  v1::RollbackPolicyRequest RollbackTo(const std::string& name) {
    v1::RollbackPolicyRequest request;
    request.set_request_id(NextId());
    request.set_name(name);
    request.set_justification("too many stops");
    return request;
  }

  v1::GetStatusResponse Status() {
    grpc::ClientContext context;
    v1::GetStatusResponse response;
    EXPECT_TRUE(server_.admin().GetStatus(&context, {}, &response).ok());
    return response;
  }

  std::string next_page_token_;
};

TEST_F(PolicyServiceTest, BeginsWithWhatTheConfigurationStates) {
  const v1::PolicyVersion version = Get("");
  EXPECT_EQ(version.name(), "policies/1");
  EXPECT_EQ(version.state(), v1::POLICY_STATE_APPROVED);
  EXPECT_TRUE(version.in_force());
  EXPECT_EQ(version.proposer(), "configuration");
  EXPECT_EQ(version.policy().default_rule().review().false_alarms_per_1000_searches(), 10);
  EXPECT_EQ(version.policy().fallbacks_size(), 7);
}

TEST_F(PolicyServiceTest, GivesEveryCandidateALevel) {
  EXPECT_EQ(IdentifyAt(12).candidates(0).level(), v1::CANDIDATE_LEVEL_ALERT);
  EXPECT_EQ(IdentifyAt(25).candidates(0).level(), v1::CANDIDATE_LEVEL_REVIEW);
  EXPECT_TRUE(IdentifyAt(25).candidates(0).referred());
  EXPECT_EQ(IdentifyAt(35).candidates(0).level(), v1::CANDIDATE_LEVEL_NONE);
  EXPECT_FALSE(IdentifyAt(35).candidates(0).referred());
}

TEST_F(PolicyServiceTest, PutsAnApprovedVersionIntoForceAtItsTimeAndNotBefore) {
  v1::ProposePolicyRequest proposal = Proposal(PolicyWith(1));
  *proposal.mutable_effective_time() =
      TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(server_.clock().now()) + 3600);
  const v1::PolicyVersion proposed = Propose(proposal);
  EXPECT_EQ(proposed.name(), "policies/2");
  EXPECT_EQ(proposed.state(), v1::POLICY_STATE_PROPOSED);
  EXPECT_EQ(proposed.proposer(), "ann");
  EXPECT_EQ(Status().policy().pending_proposals(), 1);

  const v1::PolicyVersion approved = Approve(proposed);
  EXPECT_EQ(approved.state(), v1::POLICY_STATE_APPROVED);
  EXPECT_EQ(approved.decider(), "bob");
  EXPECT_FALSE(approved.in_force());
  EXPECT_EQ(Status().policy().pending_proposals(), 0);
  EXPECT_EQ(Status().policy().next_version(), "policies/2");

  v1::IdentifyResponse answer = IdentifyAt(25);
  EXPECT_EQ(answer.outcome(), v1::OUTCOME_REFER);
  EXPECT_EQ(answer.context().policy_version(), "policies/1");

  server_.clock().Advance(absl::Hours(1));
  answer = IdentifyAt(25);
  EXPECT_EQ(answer.outcome(), v1::OUTCOME_CLEAR);
  EXPECT_EQ(answer.context().policy_version(), "policies/2");
  EXPECT_TRUE(Get("policies/2").in_force());
  EXPECT_FALSE(Get("policies/1").in_force());
  EXPECT_EQ(Status().policy().version(), "policies/2");
  EXPECT_EQ(Status().policy().next_version(), "");
}

TEST_F(PolicyServiceTest, PutsAVersionWithoutATimeIntoForceWithItsApproval) {
  const v1::PolicyVersion approved = Approve(Propose(PolicyWith(1)));
  EXPECT_TRUE(approved.in_force());
  EXPECT_EQ(IdentifyAt(25).context().policy_version(), "policies/2");
}

TEST_F(PolicyServiceTest, AppliesTheRuleOfTheListAloneToIt) {
  v1::Policy policy = PolicyWith(1);
  v1::ListRule& rule = *policy.add_rules();
  rule.set_list("lists/demo");
  *rule.mutable_rule() = PolicyWith(100).default_rule();  // distance 40
  Approve(Propose(policy));
  EXPECT_EQ(IdentifyAt(38).outcome(), v1::OUTCOME_REFER);
}

TEST_F(PolicyServiceTest, TellsTheLaneWhatToDoWithoutADecision) {
  EXPECT_EQ(Identify("no face").action(), v1::FALLBACK_ACTION_RETRY_CAPTURE);
  EXPECT_EQ(IdentifyAt(25).action(), v1::FALLBACK_ACTION_UNSPECIFIED);
  v1::Policy policy = PolicyWith(10);
  v1::Fallback& fallback = *policy.add_fallbacks();
  fallback.set_reason(v1::NO_DECISION_REASON_SEVERAL_FACES);
  fallback.set_action(v1::FALLBACK_ACTION_RETRY_CAPTURE);
  Approve(Propose(policy));
  EXPECT_EQ(Identify("two faces").action(), v1::FALLBACK_ACTION_RETRY_CAPTURE);
  // Not named, so an officer looks.
  EXPECT_EQ(Identify("no face").action(), v1::FALLBACK_ACTION_MANUAL_CHECK);
}

TEST_F(PolicyServiceTest, RefusesATargetFinerThanWasMeasuredAndNamesTheFinest) {
  v1::Policy policy = PolicyWith(10);
  // 1e-7 in one search of one reference; 3,000,000 comparisons support 1e-6.
  policy.mutable_default_rule()->mutable_alert()->set_false_alarms_per_1000_searches(1e-4);
  v1::ProposePolicyResponse response;
  const grpc::Status status = Call("ann", &PolicyStub::ProposePolicy, Proposal(policy), response);
  EXPECT_EQ(CodeAndReason(status), "FAILED_PRECONDITION/TARGET_TOO_FINE");
  EXPECT_EQ(ErrorInfoOf(status).metadata().at("field"), "default_rule.alert");
  const double finest = std::stod(ErrorInfoOf(status).metadata().at("finest_possible"));
  EXPECT_NEAR(finest, 1e-3, 1e-5);
  policy.mutable_default_rule()->mutable_alert()->set_false_alarms_per_1000_searches(finest);
  EXPECT_EQ(Propose(policy).state(), v1::POLICY_STATE_PROPOSED);
}

TEST_F(PolicyServiceTest, NeedsTwoPeople) {
  const v1::PolicyVersion proposed = Propose(PolicyWith(1));
  EXPECT_EQ(Code("ann", &PolicyStub::ApprovePolicy, For<v1::ApprovePolicyRequest>(proposed)),
            "PERMISSION_DENIED/SELF_APPROVAL_FORBIDDEN");
  EXPECT_EQ(Get("policies/2").state(), v1::POLICY_STATE_PROPOSED);
}

TEST_F(PolicyServiceTest, LetsNobodyDecideAboutWhatHeHasNotSeen) {
  const v1::PolicyVersion proposed = Propose(PolicyWith(1));
  auto approval = For<v1::ApprovePolicyRequest>(proposed);
  approval.set_expected_revision(0);
  EXPECT_EQ(Code("bob", &PolicyStub::ApprovePolicy, approval), "INVALID_ARGUMENT/FIELD_INVALID");
  approval.set_expected_revision(proposed.revision() + 1);
  EXPECT_EQ(Code("bob", &PolicyStub::ApprovePolicy, approval), "ABORTED/REVISION_CONFLICT");
}

TEST_F(PolicyServiceTest, RejectsAndWithdrawsForGood) {
  auto rejection = For<v1::RejectPolicyRequest>(Propose(PolicyWith(1)));
  EXPECT_EQ(Code("bob", &PolicyStub::RejectPolicy, rejection), "INVALID_ARGUMENT/FIELD_INVALID");
  rejection.set_reason("too strict");
  v1::RejectPolicyResponse rejected;
  ASSERT_EQ(CodeAndReason(Call("bob", &PolicyStub::RejectPolicy, rejection, rejected)), "OK");
  EXPECT_EQ(rejected.version().state(), v1::POLICY_STATE_REJECTED);
  EXPECT_EQ(rejected.version().reason(), "too strict");
  EXPECT_EQ(
      Code("bob", &PolicyStub::ApprovePolicy, For<v1::ApprovePolicyRequest>(rejected.version())),
      "FAILED_PRECONDITION/STATE_INVALID");

  const v1::PolicyVersion second = Propose(PolicyWith(1));
  v1::WithdrawPolicyResponse withdrawn;
  ASSERT_EQ(CodeAndReason(Call("ann", &PolicyStub::WithdrawPolicy,
                               For<v1::WithdrawPolicyRequest>(second), withdrawn)),
            "OK");
  EXPECT_EQ(withdrawn.version().state(), v1::POLICY_STATE_WITHDRAWN);
  EXPECT_EQ(Get("").name(), "policies/1");
}

TEST_F(PolicyServiceTest, GoesBackToWhatWasInForceBefore) {
  Approve(Propose(PolicyWith(1)));
  v1::RollbackPolicyResponse response;
  ASSERT_EQ(
      CodeAndReason(Call("ann", &PolicyStub::RollbackPolicy, RollbackTo("policies/1"), response)),
      "OK");
  EXPECT_EQ(response.version().name(), "policies/3");
  EXPECT_EQ(response.version().rollback_of(), "policies/1");
  EXPECT_TRUE(response.version().in_force());
  EXPECT_EQ(IdentifyAt(25).outcome(), v1::OUTCOME_REFER);
  EXPECT_EQ(IdentifyAt(25).context().policy_version(), "policies/3");
  // Never in force, so nobody has agreed to it.
  const v1::PolicyVersion proposed = Propose(PolicyWith(2));
  EXPECT_EQ(Code("ann", &PolicyStub::RollbackPolicy, RollbackTo(proposed.name())),
            "FAILED_PRECONDITION/STATE_INVALID");
}

TEST_F(PolicyServiceTest, DoesNothingTwice) {
  const v1::ProposePolicyRequest request = Proposal(PolicyWith(1));
  EXPECT_EQ(Propose(request).name(), "policies/2");
  EXPECT_EQ(Propose(request).name(), "policies/2");
  v1::ProposePolicyRequest other = request;
  other.set_justification("another");
  EXPECT_EQ(Code("ann", &PolicyStub::ProposePolicy, other), "ALREADY_EXISTS/REQUEST_ID_REUSED");
}

TEST_F(PolicyServiceTest, NamesWhatIsWrongWithARequest) {
  const auto message = [this](const v1::Policy& policy) {
    v1::ProposePolicyResponse response;
    const grpc::Status status = Call("ann", &PolicyStub::ProposePolicy, Proposal(policy), response);
    EXPECT_EQ(CodeAndReason(status), "INVALID_ARGUMENT/FIELD_INVALID");
    return status.error_message();
  };
  v1::Policy policy = PolicyWith(1);
  policy.mutable_default_rule()->clear_alert();
  EXPECT_THAT(message(policy), HasSubstr("default_rule.alert states no target"));
  policy = PolicyWith(1);
  policy.mutable_default_rule()->set_required_verdicts(4);
  EXPECT_THAT(message(policy), HasSubstr("required_verdicts"));
  policy = PolicyWith(1);
  policy.mutable_verification()->set_max_fmr(std::nan(""));
  EXPECT_THAT(message(policy), HasSubstr("verification.max_fmr"));
  policy = PolicyWith(1);
  for (int i = 0; i < 2; ++i) {
    policy.add_rules()->set_list("lists/demo");
    *policy.mutable_rules(i)->mutable_rule() = policy.default_rule();
  }
  EXPECT_THAT(message(policy), HasSubstr("rules[demo] is there more than once"));
  policy = PolicyWith(1);
  policy.add_fallbacks()->set_reason(v1::NO_DECISION_REASON_NO_FACE);
  EXPECT_THAT(message(policy), HasSubstr("fallbacks has an action that is none"));
  v1::ProposePolicyRequest unjustified = Proposal(PolicyWith(1));
  unjustified.clear_justification();
  EXPECT_EQ(Code("ann", &PolicyStub::ProposePolicy, unjustified), "INVALID_ARGUMENT/FIELD_INVALID");
}

TEST_F(PolicyServiceTest, RefusesARuleForAListThatIsNotThere) {
  v1::Policy policy = PolicyWith(1);
  v1::ListRule& rule = *policy.add_rules();
  rule.set_list("lists/demmo");
  *rule.mutable_rule() = policy.default_rule();
  EXPECT_EQ(Code("ann", &PolicyStub::ProposePolicy, Proposal(policy)), "NOT_FOUND/LIST_NOT_FOUND");
}

TEST_F(PolicyServiceTest, KnowsNoVersionThatNobodyProposed) {
  v1::GetPolicyRequest request;
  request.set_name("policies/7");
  EXPECT_EQ(Code("ann", &PolicyStub::GetPolicy, request), "NOT_FOUND/POLICY_NOT_FOUND");
  request.set_name("policies/one");
  EXPECT_EQ(Code("ann", &PolicyStub::GetPolicy, request), "INVALID_ARGUMENT/FIELD_INVALID");
}

TEST_F(PolicyServiceTest, ListsTheNewestFirstPageByPage) {
  for (int i = 0; i < 3; ++i) Propose(PolicyWith(1));
  v1::ListPolicyVersionsRequest request;
  EXPECT_THAT(Names(request), ElementsAre("policies/4", "policies/3", "policies/2", "policies/1"));
  EXPECT_EQ(next_page_token_, "");
  request.set_page_size(3);
  EXPECT_THAT(Names(request), ElementsAre("policies/4", "policies/3", "policies/2"));
  request.set_page_token(next_page_token_);
  EXPECT_THAT(Names(request), ElementsAre("policies/1"));
  EXPECT_EQ(next_page_token_, "");
  request.clear_page_token();
  request.add_states(v1::POLICY_STATE_APPROVED);
  EXPECT_THAT(Names(request), ElementsAre("policies/1"));
  request.add_states(static_cast<v1::PolicyState>(99));
  EXPECT_EQ(Code("ann", &PolicyStub::ListPolicyVersions, request),
            "INVALID_ARGUMENT/FIELD_INVALID");
}

TEST_F(PolicyServiceTest, RecordsWhoDidWhat) {
  Approve(Propose(PolicyWith(1)));
  std::vector<std::string> acts;
  for (const AuditEvent& event : server_.Events()) {
    acts.push_back(event.actor + " " + event.action + " " + event.target);
  }
  EXPECT_THAT(acts, Contains("ann ProposePolicy policies/2"));
  EXPECT_THAT(acts, Contains("bob ApprovePolicy policies/2"));
}

}  // namespace
}  // namespace portcullis::testing
