// What a policy comes to, in the words of the contract.
#pragma once

#include "border/policy/policy.h"
#include "border/policy/search_levels.h"
#include "border/policy/simulation.h"
#include "matcher/core/list_size.h"
#include "portcullis/v1/calibration.pb.h"
#include "portcullis/v1/policy_simulation.pb.h"

namespace portcullis {

/// All but the hash.
v1::CalibrationTable ToProto(const CalibrationTable& table, double finest_fmr);

/// The thresholds of the list under `policy`, at its size. A list without references has those of a
/// list with one.
v1::ListThresholds ThresholdsOf(const ListSize& list, const Policy& policy,
                                const Calibration& calibration);

/// All but compared_with.
v1::SimulatePolicyResponse ToProto(const SimulationReport& report);

}  // namespace portcullis
