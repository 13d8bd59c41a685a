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

/// Refuses a database of another program (DATA_LOSS/DATA_CORRUPT) or of a newer version of this one
/// (FAILED_PRECONDITION/STORE_UNAVAILABLE) and leaves it as it is.
absl::Status CheckOrigin(Connection& connection);

/// Brings the schema up to date, each step in a transaction.
absl::Status Migrate(Connection& connection);

/// FAILED_PRECONDITION/KEY_INVALID if the data is sealed by another key than that of `sealer`. A
/// new database is marked with the key.
absl::Status CheckKey(Connection& connection, const Sealer& sealer);

/// The model of the embeddings; none before the first enrolment.
absl::StatusOr<std::optional<ModelId>> ReadModel(Connection& connection);
absl::Status WriteModel(Connection& connection, const ModelId& model);

}  // namespace portcullis
