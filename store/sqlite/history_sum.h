// By what one history of a database is told from another that has as many changes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "matcher/core/ids.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/state_row.h"

namespace portcullis {

/// The sum over all columns of changelog and audit events: what StoreState::journal holds, less the
/// requests, which are forgotten after a day. Each event has its time in nanoseconds, so two
/// histories that went apart differ. Modulo 2^64, of terms that only the key can make.
absl::StatusOr<std::uint64_t> HistorySum(Connection& connection, const Sealer& sealer,
                                         const StoreState& state);

/// What was added to that sum by the changes after one.
struct HistorySince {
  std::uint64_t sum = 0;
  std::size_t changes = 0;
  bool erased = false;  // one of them erased an entry
};

/// Stops behind `limit` changes. DATA_LOSS with DATA_CORRUPT if a number is missing.
absl::StatusOr<HistorySince> SumHistoryAfter(Connection& connection, const Sealer& sealer,
                                             Sequence after, std::size_t limit);

}  // namespace portcullis
