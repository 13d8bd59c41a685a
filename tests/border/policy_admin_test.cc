#include "border/policy/policy_admin.h"

#include "store/memory/memory_watchlist_store.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/fake_policy.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::MessageHas;

constexpr double kFinestFmr = 1e-6;

class PolicyAdminTest : public ::testing::Test {
 protected:
  PolicyAdminTest() {
    const auto versions = ReadOrStartPolicies(store_, Policy{}, now_);
    EXPECT_OK(versions);
    in_force_.Set(*versions);
  }

  MutationContext By(const std::string& actor) {
    return {actor, {"request-" + std::to_string(++requests_), "body"}};
  }

  static PolicyProposal Wanting(double prior) {
    PolicyProposal proposal{.justification = "why"};
    proposal.policy.default_rule.prior_listed = prior;
    return proposal;
  }

  absl::StatusOr<PolicyNumber> Propose(const PolicyProposal& proposal) {
    const auto name = admin_.Propose(By("ann"), proposal, kName);
    if (!name.ok()) return name.status();
    return *ParsePolicyName(*name);
  }

  absl::Status Approve(PolicyNumber number, std::optional<Revision> expected = std::nullopt) {
    return admin_.Approve(By("bob"), number, expected, kName).status();
  }

  double PriorInForce() const { return in_force_.Now()->policy.default_rule.prior_listed; }

  inline static const PolicyResponse kName = [](const PolicyVersion& version) {
    return FormatPolicyName(version.number);
  };

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  int requests_ = 0;
  MemoryWatchlistStore store_{testing::kFakeModel};
  std::vector<ListSize> lists_{{ListId{"demo"}, 1, 1000}};
  PolicyInForce in_force_{testing::ApprovedVersion(Policy{}), [this] { return now_; }};
  PolicyAdmin admin_{store_, in_force_, {kFinestFmr, [this] { return lists_; }}};
};

TEST_F(PolicyAdminTest, TheFirstVersionIsThatOfTheConfigurationAndStays) {
  const auto first = admin_.Get(PolicyNumber{1});
  ASSERT_OK(first);
  EXPECT_EQ(first->policy, Policy{});
  EXPECT_EQ(first->decided_by, "configuration");
  const auto again = ReadOrStartPolicies(store_, Wanting(0.5).policy, now_);
  ASSERT_OK(again);
  EXPECT_EQ(again->size(), 1U);
  EXPECT_EQ(again->front(), *first);
  const auto events = store_.EventsAfter(Sequence{0}, 10);
  ASSERT_OK(events);
  EXPECT_EQ(events->at(0).actor, "configuration");
  EXPECT_EQ(events->at(0).target, "policies/1");
}

TEST_F(PolicyAdminTest, ChecksAreMadeUnderWhatAnotherPersonApproved) {
  const auto number = Propose(Wanting(0.25));
  ASSERT_OK(number);
  EXPECT_EQ(*number, PolicyNumber{2});
  EXPECT_EQ(PriorInForce(), 1e-3);
  EXPECT_THAT(admin_.Approve(By("ann"), *number, std::nullopt, kName),
              FailsWith(absl::StatusCode::kPermissionDenied, ErrorReason::kSelfApprovalForbidden));
  ASSERT_OK(Approve(*number));
  EXPECT_EQ(PriorInForce(), 0.25);
  EXPECT_EQ(in_force_.Now()->number, *number);
}

TEST_F(PolicyAdminTest, AVersionForLaterBeginsByTheClock) {
  PolicyProposal proposal = Wanting(0.25);
  proposal.effective_at = now_ + absl::Hours(1);
  const auto number = Propose(proposal);
  ASSERT_OK(number);
  ASSERT_OK(Approve(*number));
  EXPECT_EQ(PriorInForce(), 1e-3);
  now_ += absl::Hours(1);
  EXPECT_EQ(PriorInForce(), 0.25);
}

TEST_F(PolicyAdminTest, OnePersonGoesBackAtOnce) {
  now_ += absl::Hours(1);
  const auto number = Propose(Wanting(0.25));
  ASSERT_OK(Approve(*number));
  now_ += absl::Hours(1);
  const auto back = admin_.RollBack(By("ann"), PolicyNumber{1}, "too many alarms", kName);
  ASSERT_OK(back);
  EXPECT_EQ(*back, "policies/3");
  EXPECT_EQ(PriorInForce(), 1e-3);
  const auto events = store_.EventsAfter(Sequence{0}, 10);
  ASSERT_OK(events);
  EXPECT_EQ(events->back().action, "RollBackPolicy");
  EXPECT_EQ(events->back().actor, "ann");
}

TEST_F(PolicyAdminTest, ARepeatedRequestDoesNothingTwice) {
  const MutationContext context = By("ann");
  ASSERT_OK(admin_.Propose(context, Wanting(0.25), kName));
  const auto again = admin_.Propose(context, Wanting(0.25), kName);
  ASSERT_OK(again);
  EXPECT_EQ(*again, "policies/2");
  EXPECT_EQ(admin_.Versions()->size(), 2U);
  MutationContext other = context;
  other.key.fingerprint = "another body";
  EXPECT_THAT(admin_.Propose(other, Wanting(0.5), kName),
              FailsWith(absl::StatusCode::kAlreadyExists, ErrorReason::kRequestIdReused));
}

TEST_F(PolicyAdminTest, RefusesToDecideOnARevisionThatIsNotTheLast) {
  const auto number = Propose(Wanting(0.25));
  ASSERT_OK(number);
  EXPECT_THAT(Approve(*number, Revision{2}),
              FailsWith(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict));
  EXPECT_OK(Approve(*number, Revision{1}));
  EXPECT_THAT(Approve(PolicyNumber{9}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kPolicyNotFound));
}

TEST_F(PolicyAdminTest, RefusesATargetFinerThanWasMeasuredWithTheFinestPossible) {
  PolicyProposal proposal{.policy = testing::PolicyReferring(1), .justification = "why"};
  EXPECT_OK(Propose(proposal));
  lists_[0].references = 5000;
  const auto refused = Propose(proposal);
  EXPECT_THAT(refused,
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kTargetTooFine));
  EXPECT_THAT(refused, MessageHas("the finest possible is 5"));
  EXPECT_EQ(admin_.Versions()->size(), 2U);
}

TEST_F(PolicyAdminTest, WhatIsRejectedOrWithdrawnChangesNothing) {
  const auto first = Propose(Wanting(0.25));
  const auto second = Propose(Wanting(0.5));
  ASSERT_OK(admin_.Reject(By("bob"), *first, std::nullopt, "no", kName));
  ASSERT_OK(admin_.Withdraw(By("ann"), *second, std::nullopt, kName));
  EXPECT_EQ(PriorInForce(), 1e-3);
  EXPECT_EQ(admin_.Get(*first)->state, PolicyState::kRejected);
  EXPECT_EQ(admin_.Get(*second)->state, PolicyState::kWithdrawn);
}

}  // namespace
}  // namespace portcullis
