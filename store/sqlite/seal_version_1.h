// The step that turns the data of schema version 1 into that of version 2.
#pragma once

#include "absl/status/status.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// Runs after the SQL of migration 2, in its transaction: fills the new tables from those named
/// *_1, drops those, and writes the first `state`. Entries of version 1 are active and approved in
/// all their parts, by nobody; their review is due a year after they were enrolled. DATA_LOSS with
/// DATA_CORRUPT, naming the row, if a value does not open.
absl::Status SealVersion1(Connection& connection, const Sealer& sealer);

}  // namespace portcullis
