// The calibration and the policy in the words of the contract.
#pragma once

#include <cstddef>

#include "border/screening/screening.h"
#include "portcullis/v1/admin.pb.h"

namespace portcullis {

/// A false match rate finer than was measured is not reported.
v1::CalibrationStatus ToProto(const Calibration& calibration);

/// `references`: searched when every list is searched, now.
v1::PolicyStatus ToProto(const PolicyVersion& version, const Calibration& calibration,
                         std::size_t references);

}  // namespace portcullis
