// The calls of PolicyService that say what a policy comes to: in distance, and on past checks.
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/policy/policy.h"
#include "border/screening/screening.h"
#include "matcher/pipeline/gallery.h"
#include "portcullis/v1/policy.pb.h"
#include "server/policy_office.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// Thread-safe. Each checks its request and fills the response; none changes anything.
class PolicyEffects {
 public:
  struct Parts {
    PolicyOffice& office;
    const Screening& screening;
    const Gallery& gallery;
    std::string calibration_sha256;  // as the table's file states it
  };

  /// The parts outlive this.
  explicit PolicyEffects(Parts parts) : parts_(std::move(parts)) {}

  absl::Status Simulate(const Rpc& rpc, const v1::SimulatePolicyRequest& request,
                        v1::SimulatePolicyResponse& response);
  absl::Status GetCalibration(const Rpc& rpc, const v1::GetCalibrationRequest& request,
                              v1::GetCalibrationResponse& response);

 private:
  absl::StatusOr<Policy> ProposedIn(const v1::SimulatePolicyRequest& request) const;

  const Parts parts_;
};

}  // namespace portcullis
