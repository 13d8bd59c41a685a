// The part of `state` that tells whether the journal is whole.
#pragma once

#include "absl/status/status.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/state_row.h"

namespace portcullis {

/// Reads the whole journal and sets state.journal and state.last_change. DATA_LOSS with
/// DATA_CORRUPT if a number is missing, or if there is not one audit event for each change.
absl::Status SumJournal(Connection& connection, const Sealer& sealer, StoreState& state);

/// The part of that which is the same in every schema: adds to state.journal. state.last_change is
/// known.
absl::Status SumEventsAndRequests(Connection& connection, const Sealer& sealer, StoreState& state);

}  // namespace portcullis
