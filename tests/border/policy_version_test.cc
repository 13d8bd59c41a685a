#include "border/policy/policy_version.h"

#include "border/policy/policy_in_force.h"
#include "tests/fakes/fake_policy.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::ApprovedVersion;
using testing::FailsWith;
using testing::MessageHas;

absl::Time At(int seconds) { return absl::FromUnixSeconds(1'800'000'000 + seconds); }

PolicyVersion Begins(std::int64_t number, int seconds) {
  return ApprovedVersion(Policy{}, number, At(seconds));
}

auto IsInvalidState() {
  return FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kStateInvalid);
}

PolicyProposal ProposalBecause(std::string justification) {
  PolicyProposal proposal;
  proposal.justification = std::move(justification);
  return proposal;
}

PolicyVersion Proposed(std::optional<absl::Time> effective_at = std::nullopt) {
  PolicyProposal proposal = ProposalBecause("why");
  proposal.effective_at = effective_at;
  auto version = ProposePolicy(PolicyNumber{2}, proposal, {.actor = "ann", .time = At(0)});
  EXPECT_OK(version);
  return *version;
}

TEST(PolicyInForce, IsTheVersionThatBeganLast) {
  std::vector<PolicyVersion> versions{Begins(1, 0), Begins(2, 20), Begins(3, 10), Begins(4, 10)};
  versions.push_back(Begins(5, 5));
  versions.back().state = PolicyState::kProposed;
  const struct {
    int time;
    std::int64_t number;  // 0: none
  } cases[] = {{-1, 0}, {0, 1}, {9, 1}, {10, 4}, {19, 4}, {20, 2}, {1000, 2}};
  absl::Time now;
  PolicyInForce in_force(Begins(7, 0), [&now] { return now; });
  in_force.Set(versions);
  for (const auto& [time, number] : cases) {
    const PolicyVersion* version = InForceAt(versions, At(time));
    EXPECT_EQ(version == nullptr ? 0 : version->number.value, number) << time;
    now = At(time);
    // Before all of them the version holds that was there first.
    EXPECT_EQ(in_force.Now()->number.value, number == 0 ? 7 : number) << time;
  }
  EXPECT_FALSE(HasBeenInForce(versions, PolicyNumber{2}, At(19)));
  EXPECT_TRUE(HasBeenInForce(versions, PolicyNumber{2}, At(20)));
  EXPECT_TRUE(HasBeenInForce(versions, PolicyNumber{1}, At(20)));
  // It began together with a later one.
  EXPECT_FALSE(HasBeenInForce(versions, PolicyNumber{3}, At(20)));
}

TEST(PolicyInForce, ACheckThatRunsKeepsItsVersion) {
  absl::Time now = At(0);
  PolicyInForce in_force(Begins(1, 0), [&now] { return now; });
  const auto held = in_force.Now();
  in_force.Set(std::vector{Begins(1, 0), Begins(2, 1)});
  EXPECT_EQ(in_force.Now()->number, PolicyNumber{1});
  now = At(1);
  EXPECT_EQ(in_force.Now()->number, PolicyNumber{2});
  in_force.Set({});
  EXPECT_EQ(held->number, PolicyNumber{1});
}

TEST(PolicyVersions, AnotherPersonApproves) {
  EXPECT_THAT(ApprovePolicy(Proposed(), {.actor = "ann", .time = At(1)}),
              FailsWith(absl::StatusCode::kPermissionDenied, ErrorReason::kSelfApprovalForbidden));
  const auto approved = ApprovePolicy(Proposed(), {.actor = "bob", .time = At(1)});
  ASSERT_OK(approved);
  EXPECT_EQ(approved->state, PolicyState::kApproved);
  EXPECT_EQ(approved->decided_by, "bob");
  EXPECT_EQ(approved->effective_at, At(1));
  EXPECT_EQ(approved->revision, Revision{2});
  EXPECT_THAT(ApprovePolicy(*approved, {.actor = "cleo", .time = At(2)}), IsInvalidState());
}

TEST(PolicyVersions, ABeginningThatIsPastBecomesTheTimeOfApproval) {
  const PolicyAct act{.actor = "bob", .time = At(5)};
  EXPECT_EQ(ApprovePolicy(Proposed(At(1)), act)->effective_at, At(5));
  EXPECT_EQ(ApprovePolicy(Proposed(At(9)), act)->effective_at, At(9));
}

TEST(PolicyVersions, ARejectedVersionIsOver) {
  const PolicyAct act{.actor = "bob", .time = At(1)};
  const auto rejected = RejectPolicy(Proposed(), act, "too many alarms");
  ASSERT_OK(rejected);
  EXPECT_EQ(rejected->state, PolicyState::kRejected);
  EXPECT_EQ(rejected->reason, "too many alarms");
  EXPECT_THAT(ApprovePolicy(*rejected, act), MessageHas("policies/2 is rejected"));
  EXPECT_THAT(RejectPolicy(Proposed(), act, ""), MessageHas("reason has 0 bytes"));
}

TEST(PolicyVersions, WhoeverProposedMayWithdrawUntilItBegins) {
  const PolicyAct ann{.actor = "ann", .time = At(4)};
  EXPECT_EQ(WithdrawPolicy(Proposed(), ann)->state, PolicyState::kWithdrawn);
  EXPECT_THAT(WithdrawPolicy(Proposed(), {.actor = "bob", .time = At(4)}),
              MessageHas("was proposed by ann"));
  const auto approved = ApprovePolicy(Proposed(At(5)), {.actor = "bob", .time = At(1)});
  ASSERT_OK(approved);
  EXPECT_OK(WithdrawPolicy(*approved, ann));
  EXPECT_THAT(WithdrawPolicy(*approved, {.actor = "ann", .time = At(5)}), IsInvalidState());
}

TEST(PolicyVersions, TheWayBackRepeatsWhatWasInForce) {
  std::vector<PolicyVersion> versions{Begins(1, 0), Begins(2, 10), Begins(3, 10), Begins(4, 90)};
  versions[0].policy.default_rule.prior_listed = 0.125;
  const PolicyAct act{.actor = "ann", .time = At(50)};
  const auto back = RollBackPolicy(versions, PolicyNumber{1}, "too many alarms", act);
  ASSERT_OK(back);
  EXPECT_EQ(back->number, PolicyNumber{5});
  EXPECT_EQ(back->policy, versions[0].policy);
  EXPECT_EQ(back->rollback_of, PolicyNumber{1});
  EXPECT_EQ(back->effective_at, At(50));
  EXPECT_EQ(back->state, PolicyState::kApproved);
  versions.push_back(*back);
  EXPECT_EQ(InForceAt(versions, At(50))->number, PolicyNumber{5});
  // What was approved for later still comes.
  EXPECT_EQ(InForceAt(versions, At(90))->number, PolicyNumber{4});
}

TEST(PolicyVersions, ThereIsNoWayBackToWhatWasNeverInForceOrIsNow) {
  const std::vector<PolicyVersion> versions{Begins(1, 0), Begins(2, 10), Begins(3, 10),
                                            Begins(4, 90)};
  const PolicyAct act{.actor = "ann", .time = At(50)};
  const auto back_to = [&](std::int64_t number) {
    return RollBackPolicy(versions, PolicyNumber{number}, "why", act).status();
  };
  EXPECT_THAT(back_to(2), MessageHas("policies/2 was never in force"));
  EXPECT_THAT(back_to(3), MessageHas("policies/3 is in force"));
  EXPECT_THAT(back_to(4), IsInvalidState());
  EXPECT_THAT(back_to(9), FailsWith(absl::StatusCode::kNotFound, ErrorReason::kPolicyNotFound));
  EXPECT_THAT(RollBackPolicy(versions, PolicyNumber{1}, "", act), MessageHas("justification"));
}

TEST(PolicyVersions, AProposalHasAJustificationAndAValidPolicy) {
  const PolicyAct act{.actor = "ann", .time = At(0)};
  EXPECT_THAT(ProposePolicy(PolicyNumber{2}, ProposalBecause(""), act),
              MessageHas("justification has 0 bytes"));
  EXPECT_THAT(ProposePolicy(PolicyNumber{2}, ProposalBecause(std::string(2001, 'x')), act),
              MessageHas("must have 1 to 2000"));
  PolicyProposal proposal = ProposalBecause("why");
  proposal.policy.verification.max_fmr = 0;
  EXPECT_THAT(ProposePolicy(PolicyNumber{2}, proposal, act), MessageHas("verification.max_fmr"));
}

TEST(PolicyNames, AreReadAsTheyAreWritten) {
  EXPECT_EQ(FormatPolicyName(PolicyNumber{7}), "policies/7");
  EXPECT_EQ(ParsePolicyName("policies/7"), PolicyNumber{7});
  for (const char* wrong : {"", "7", "policies/", "policies/0", "policies/-1", "policies/07",
                            "policies/7x", "policies/ 7", "policies/99999999999999999999"}) {
    EXPECT_FALSE(ParsePolicyName(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace portcullis
