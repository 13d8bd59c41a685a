// EntryQuery in SQL.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/watchlist/store.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// The ids of a page in its order, found without opening a record. The list of the query exists.
absl::StatusOr<std::vector<EntryId>> SelectEntries(Connection& connection, const Sealer& sealer,
                                                   const EntryQuery& query);

/// As WatchlistStore::DueForTimeAct.
absl::StatusOr<std::vector<EntryId>> SelectDueForTimeAct(Connection& connection, absl::Time now,
                                                         std::size_t limit);

}  // namespace portcullis
