// From a file to a database that may be used.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// Settings of every connection: write-ahead log, a sync at every commit, foreign keys, deleted
/// bytes overwritten.
absl::Status Configure(Connection& connection);

/// Refuses a database of another program, or one that does not say its version (DATA_LOSS/
/// DATA_CORRUPT), or of a newer version of this one (FAILED_PRECONDITION/STORE_UNAVAILABLE) and
/// leaves it as it is.
absl::Status CheckOrigin(Connection& connection);

/// 0: nothing is in it yet.
absl::StatusOr<int> SchemaVersion(Connection& connection);

/// FAILED_PRECONDITION/KEY_INVALID if the data is sealed by another key than that of `sealer`,
/// DATA_LOSS/DATA_CORRUPT if it does not say by which.
absl::Status CheckKey(Connection& connection, const Sealer& sealer);

/// The same, but a new database, of schema version 1 and without changes, is marked with the key.
absl::Status CheckOrMarkKey(Connection& connection, const Sealer& sealer);

/// The model of the embeddings; none before the first enrolment.
absl::StatusOr<std::optional<ModelId>> ReadModel(Connection& connection);
absl::Status WriteModel(Connection& connection, const ModelId& model);

}  // namespace portcullis
