#include "border/policy/policy.h"

#include <limits>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::MessageHas;

TEST(Policy, DefaultsAreValid) { EXPECT_OK(Policy{}.Validate()); }

TEST(Policy, VersionChangesWithEveryValue) {
  const Policy base;
  EXPECT_EQ(base.Version(), Policy{}.Version());
  Policy other = base;
  other.max_expected_false_alarms_per_1000_searches = 11;
  EXPECT_NE(other.Version(), base.Version());
  other = base;
  other.verification_max_fmr = 2e-3;
  EXPECT_NE(other.Version(), base.Version());
  other = base;
  other.prior_listed = 2e-3;
  EXPECT_NE(other.Version(), base.Version());
  other = base;
  other.verification_prior_same_person = 0.6;
  EXPECT_NE(other.Version(), base.Version());
}

TEST(Policy, RefusesAThresholdThatWouldNeverOrAlwaysRefer) {
  for (const double wrong : {0.0, -1.0, std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN()}) {
    Policy policy;
    policy.max_expected_false_alarms_per_1000_searches = wrong;
    EXPECT_THAT(policy.Validate(),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  }
}

TEST(Policy, RefusesProbabilitiesOutsideZeroAndOneByName) {
  for (const double wrong : {0.0, 1.0, -0.5, std::numeric_limits<double>::quiet_NaN()}) {
    Policy policy;
    policy.verification_max_fmr = wrong;
    EXPECT_THAT(policy.Validate(), MessageHas("verification_max_fmr"));
    policy = {};
    policy.prior_listed = wrong;
    EXPECT_THAT(policy.Validate(), MessageHas("prior_listed"));
    policy = {};
    policy.verification_prior_same_person = wrong;
    EXPECT_THAT(policy.Validate(), MessageHas("verification_prior_same_person"));
  }
}

}  // namespace
}  // namespace portcullis
