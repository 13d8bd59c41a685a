// What a mutation does to the rows.
#pragma once

#include "absl/status/status.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/state_row.h"

namespace portcullis {

/// Writes all rows of `mutation`, its journal and its request included, in the transaction that is
/// open; nothing is committed. Errors as of WatchlistStore::Commit; after one, roll back.
absl::Status WriteMutation(const Mutation& mutation, Connection& connection, const Sealer& sealer,
                           const ModelId& model);

}  // namespace portcullis
