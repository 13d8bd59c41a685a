// The policy of a running server: its versions, the one in force, and the records of the checks
// that were made under it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/policy/check_log.h"
#include "border/policy/check_recorder.h"
#include "border/policy/policy.h"
#include "border/policy/policy_admin.h"
#include "border/policy/policy_in_force.h"
#include "border/policy/policy_store.h"

namespace portcullis {

struct PolicyOfficeOptions {
  Policy configured = {};        // what version 1 is made of at the first start
  PolicyMeasures measures = {};  // of the model in use and the lists now
  CheckRecorderOptions records = {};
  std::function<absl::Time()> now = {};  // thread-safe
};

/// Thread-safe; the parts are as their headers say.
class PolicyOffice {
 public:
  /// `store` and `log` outlive the office. Errors of ReadOrStartPolicies.
  static absl::StatusOr<std::unique_ptr<PolicyOffice>> Open(PolicyStore& store, CheckLog& log,
                                                            const PolicyOfficeOptions& options);

  PolicyAdmin& admin() { return admin_; }
  const PolicyInForce& in_force() const { return in_force_; }
  CheckRecorder& recorder() { return recorder_; }
  const CheckLog& log() const { return log_; }
  int retention_days() const { return retention_days_; }

  /// What an operator should know: that the configuration says something else than when version 1
  /// was made of it, and that this changes nothing. Empty if it does not.
  const std::string& remark() const { return remark_; }

  /// Deletes the records of checks that were kept for long enough.
  absl::Status PurgeRecords();

 private:
  PolicyOffice(PolicyStore& store, CheckLog& log, const PolicyOfficeOptions& options,
               std::span<const PolicyVersion> versions);

  const CheckLog& log_;
  const int retention_days_;
  const std::string remark_;
  PolicyInForce in_force_;
  CheckRecorder recorder_;
  PolicyAdmin admin_;
};

}  // namespace portcullis
