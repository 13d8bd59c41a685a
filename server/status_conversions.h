// The calibration and the policy in the words of the contract.
#pragma once

#include <cstddef>
#include <span>

#include "absl/time/time.h"
#include "border/policy/policy_version.h"
#include "border/screening/screening.h"
#include "portcullis/v1/admin.pb.h"

namespace portcullis {

/// A false match rate finer than was measured is not reported.
v1::CalibrationStatus ToProto(const Calibration& calibration);

/// Of the version in force; `references`: of a list that has everything that is enrolled now.
v1::PolicyStatus ToProto(const PolicyVersion& version, const Calibration& calibration,
                         std::size_t references);

v1::SearchStatus ToProto(const RecallStatus& recall);

/// What waits for approval, and which approved version begins next.
void AddPlans(std::span<const PolicyVersion> versions, absl::Time now, v1::PolicyStatus& status);

}  // namespace portcullis
