// Policies that hold without anybody proposing them.
#pragma once

#include <utility>

#include "border/policy/policy_version.h"

namespace portcullis::testing {

/// A version that is approved and begins at `begins`.
inline PolicyVersion ApprovedVersion(Policy policy, std::int64_t number = 1,
                                     absl::Time begins = absl::UnixEpoch()) {
  PolicyVersion version;
  version.number = PolicyNumber{number};
  version.policy = std::move(policy);
  version.state = PolicyState::kApproved;
  version.effective_at = begins;
  return version;
}

/// A policy in which this many strangers per 1,000 searches of any list are referred, and alerts.
inline Policy PolicyReferring(double false_alarms_per_1000_searches) {
  Policy policy;
  policy.default_rule.alert = FalseAlarmsPer1000Searches(false_alarms_per_1000_searches);
  policy.default_rule.review = policy.default_rule.alert;
  return policy;
}

}  // namespace portcullis::testing
