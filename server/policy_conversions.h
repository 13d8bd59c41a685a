// Policies in the words of the contract.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "border/policy/policy.h"
#include "border/policy/policy_version.h"
#include "portcullis/v1/policy_document.pb.h"

namespace portcullis {

v1::ErrorTarget ToProto(const ErrorTarget& target);
v1::QualityBar ToProto(const QualityBar& bar);
v1::Policy ToProto(const Policy& policy);
v1::FallbackAction ToProto(FallbackAction action);

/// `in_force`: whether checks are decided by it now.
v1::PolicyVersion ToProto(const PolicyVersion& version, bool in_force);

/// FIELD_INVALID naming the first field that is missing, named twice or unknown, in the words of
/// Policy::Validate, which checks the ranges.
absl::StatusOr<Policy> PolicyFrom(const v1::Policy& policy);

/// FIELD_INVALID for states that are none.
absl::StatusOr<PolicyState> PolicyStateFrom(int state, std::string_view field);

}  // namespace portcullis
