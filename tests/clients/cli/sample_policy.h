// A policy with a rule of each kind, as a message and as a file.
#pragma once

#include "portcullis/v1/policy_document.pb.h"

namespace portcullis::cli {

inline v1::Policy SamplePolicy() {
  v1::Policy policy;
  v1::PolicyRule& rule = *policy.mutable_default_rule();
  rule.mutable_review()->set_false_alarms_per_1000_searches(10);
  rule.mutable_alert()->set_false_alarms_per_1000_searches(0.5);
  rule.set_prior_listed(0.001);
  rule.set_required_verdicts(1);
  v1::ListRule& wanted = *policy.add_rules();
  wanted.set_list("lists/wanted");
  wanted.mutable_rule()->mutable_review()->set_false_positive_identification_rate(0.02);
  wanted.mutable_rule()->mutable_alert()->set_false_positive_identification_rate(1e-6);
  wanted.mutable_rule()->set_prior_listed(1e-5);
  wanted.mutable_rule()->set_required_verdicts(2);
  policy.mutable_verification()->set_max_fmr(0.001);
  policy.mutable_verification()->set_prior_same_person(0.5);
  v1::Fallback& fallback = *policy.add_fallbacks();
  fallback.set_reason(v1::NO_DECISION_REASON_NO_FACE);
  fallback.set_action(v1::FALLBACK_ACTION_RETRY_CAPTURE);
  return policy;
}

/// What `policy show -o toml` prints of it, without the first line.
inline constexpr char kSampleToml[] = R"(# Of every list that has no rule of its own.
[default_rule]
review = { false_alarms_per_1000_searches = 10.0 }
alert = { false_alarms_per_1000_searches = 0.5 }
prior_listed = 0.001
required_verdicts = 1

[rules.wanted]
review = { false_positive_identification_rate = 0.02 }
alert = { false_positive_identification_rate = 1e-06 }
prior_listed = 1e-05
required_verdicts = 2

[verification]
max_fmr = 0.001
prior_same_person = 0.5

# What a lane does after NO_DECISION: "retry_capture" or "manual_check". Reasons that are
# not named: manual_check.
[fallbacks]
no_face = "retry_capture"
)";

}  // namespace portcullis::cli
