#include "border/policy/policy_limits.h"

#include <cstdlib>

#include "tests/fakes/fake_policy.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::MessageHas;

const ListId kDemo{"demo"};
const ListId kOther{"other"};
constexpr double kFinestFmr = 1e-6;

auto IsTooFine() {
  return FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kTargetTooFine);
}

TEST(PolicyLimits, WhatTheMeasurementsSupportIsAccepted) {
  // 1,000 references at one in a million: 0.001 false alarms a search is the finest.
  EXPECT_OK(CheckMeasurable(testing::PolicyReferring(1), kFinestFmr, {{{kDemo, 1, 1000}}}));
  EXPECT_OK(CheckMeasurable(testing::PolicyReferring(1), kFinestFmr, {}));
}

TEST(PolicyLimits, AFinerTargetIsRefusedWithTheFinestPossibleOne) {
  const absl::Status status =
      CheckMeasurable(testing::PolicyReferring(1), kFinestFmr, {{{kDemo, 1, 1234}}});
  EXPECT_THAT(status, IsTooFine());
  EXPECT_THAT(status, MessageHas("default_rule.alert is 1, finer than was measured for a list with "
                                 "1234 references; the finest possible is 1.24"));
  EXPECT_EQ(DetailsOf(status)[kFieldDetail], "default_rule.alert");
  EXPECT_EQ(DetailsOf(status)[kFinestTargetDetail], "1.24");
}

TEST(PolicyLimits, TheTargetThatIsNamedIsAccepted) {
  for (const std::size_t references : {1U, 3U, 999U, 1234U, 77'777U, 600'001U}) {
    for (const auto kind :
         {ErrorTarget::Kind::kFalseAlarmsPer1000Searches, ErrorTarget::Kind::kFpir}) {
      const std::vector<ListSize> lists{{kDemo, 1, references}};
      Policy policy;
      policy.default_rule.alert = policy.default_rule.review = {kind, 1e-12};
      const absl::Status refused = CheckMeasurable(policy, kFinestFmr, lists);
      ASSERT_THAT(refused, IsTooFine());
      const double finest = std::atof(DetailsOf(refused)[kFinestTargetDetail].c_str());
      policy.default_rule.alert.value = policy.default_rule.review.value = finest;
      EXPECT_OK(CheckMeasurable(policy, kFinestFmr, lists)) << references << " " << finest;
      EXPECT_OK(policy.Validate());
    }
  }
}

TEST(PolicyLimits, EachListIsHeldAgainstItsOwnRuleAndTheLongestOtherAgainstTheDefault) {
  Policy policy = testing::PolicyReferring(1);
  policy.rules[kDemo] = testing::PolicyReferring(100).default_rule;
  EXPECT_OK(CheckMeasurable(policy, kFinestFmr, {{{kDemo, 1, 100'000}, {kOther, 1, 1000}}}));
  EXPECT_THAT(CheckMeasurable(policy, kFinestFmr, {{{kDemo, 1, 100'001}, {kOther, 1, 1000}}}),
              MessageHas("rules[demo].alert is 100, finer than was measured"));
  EXPECT_THAT(CheckMeasurable(policy, kFinestFmr, {{{kDemo, 1, 1}, {kOther, 1, 1001}}}),
              MessageHas("default_rule.alert"));
}

TEST(PolicyLimits, NoTargetIsPossibleForAListThatIsTooLong) {
  const absl::Status status =
      CheckMeasurable(testing::PolicyReferring(1000), kFinestFmr, {{{kDemo, 1, 1'000'001}}});
  EXPECT_THAT(status, IsTooFine());
  EXPECT_THAT(status, MessageHas("no target is possible"));
  EXPECT_FALSE(DetailsOf(status).contains(kFinestTargetDetail));
}

TEST(PolicyLimits, VerificationIsHeldAgainstOneComparison) {
  Policy policy;
  policy.verification.max_fmr = 9e-7;
  const absl::Status status = CheckMeasurable(policy, kFinestFmr, {});
  EXPECT_THAT(status, IsTooFine());
  EXPECT_THAT(status, MessageHas("verification.max_fmr is 9e-07"));
  EXPECT_EQ(DetailsOf(status)[kFinestTargetDetail], "1e-06");
}

TEST(PolicyLimits, ARuleForAListThatIsNotThereIsRefused) {
  Policy policy;
  policy.rules[ListId{"dmeo"}];
  EXPECT_THAT(CheckMeasurable(policy, kFinestFmr, {{{kDemo, 1, 1}}}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
}

}  // namespace
}  // namespace portcullis
