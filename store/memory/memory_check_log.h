// CheckLog without a disk.
#pragma once

#include <map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "border/policy/check_log.h"

namespace portcullis {

/// Keeps the contract of CheckLog except that nothing outlives the object. Thread-safe.
class MemoryCheckLog final : public CheckLog {
 public:
  absl::Status AppendChecks(std::span<const CheckRecord> records) override;
  absl::Status VisitChecks(absl::Time from, absl::Time until, const Visitor& visit) const override;
  absl::StatusOr<std::size_t> PurgeChecks(absl::Time before) override;

 private:
  mutable absl::Mutex mutex_;
  std::multimap<absl::Time, CheckRecord> records_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace portcullis
