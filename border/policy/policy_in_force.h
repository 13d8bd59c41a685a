// Which version of the policy holds now.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "border/policy/policy_version.h"

namespace portcullis {

/// Thread-safe and cheap to ask. A version begins by the clock, without a call: the next check is
/// made under it. One check sees one version from beginning to end.
class PolicyInForce {
 public:
  using Clock = std::function<absl::Time()>;  // thread-safe

  /// `first` holds from the beginning of time until another begins, so that there is no moment
  /// without a policy; as a rule it is version 1.
  explicit PolicyInForce(PolicyVersion first, Clock now = &absl::Now);

  /// Never null. Shared, since a check goes on under its version when another begins.
  std::shared_ptr<const PolicyVersion> Now() const ABSL_LOCKS_EXCLUDED(mutex_);

  /// From now on these are all the versions that there are, in any order. If none is approved, the
  /// first goes on.
  void Set(std::span<const PolicyVersion> versions) ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Time now() const { return now_(); }

 private:
  const Clock now_;
  const std::shared_ptr<const PolicyVersion> first_;

  mutable absl::Mutex mutex_;
  // Approved ones by effective_at and number.
  std::vector<std::shared_ptr<const PolicyVersion>> timeline_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace portcullis
