// The rows of the records of past checks, with sealing on the way in and out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/policy/check_record.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// Where a reader of the records stands: at the last one read.
struct CheckPlace {
  std::int64_t time_ns = 0;
  std::int64_t id = 0;  // 0: before the first one of this time
};

/// A way to look at a connection, used within a transaction. Every record that is read is checked:
/// DATA_LOSS with DATA_CORRUPT, naming the row.
class CheckRows {
 public:
  /// Both outlive this.
  CheckRows(Connection& connection, const Sealer& sealer)
      : connection_(connection), sealer_(sealer) {}

  absl::Status Append(std::span<const CheckRecord> records);

  /// Records by time and id, those behind `place` and before `until`, at most `limit`. Moves
  /// `place` to the last of them.
  absl::StatusOr<std::vector<CheckRecord>> After(CheckPlace& place, absl::Time until,
                                                 std::size_t limit);

  /// How many were older than `before`, and are deleted.
  absl::StatusOr<std::size_t> Purge(absl::Time before);

 private:
  Connection& connection_;
  const Sealer& sealer_;
};

}  // namespace portcullis
