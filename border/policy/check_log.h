// Seam: where the records of past checks live.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/policy/check_record.h"

namespace portcullis {

/// Thread-safe. UNAVAILABLE or RESOURCE_EXHAUSTED with STORE_UNAVAILABLE when it cannot be read or
/// written; DATA_LOSS with DATA_CORRUPT when what it holds fails its check.
class CheckLog {
 public:
  virtual ~CheckLog() = default;

  /// All or, on an error, none. On disk when it returns OK. An empty span is fine.
  virtual absl::Status AppendChecks(std::span<const CheckRecord> records) = 0;

  using Visitor = std::function<absl::Status(const CheckRecord&)>;
  /// Gives `visit` the records with from <= time < until, by time, those of one time in the order
  /// in which they were appended. Records that are appended meanwhile may be among them. An error
  /// of `visit` ends it and passes through.
  virtual absl::Status VisitChecks(absl::Time from, absl::Time until,
                                   const Visitor& visit) const = 0;

  /// Deletes what is older than `before`; returns how many.
  virtual absl::StatusOr<std::size_t> PurgeChecks(absl::Time before) = 0;
};

}  // namespace portcullis
