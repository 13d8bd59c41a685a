// The rows of lists, with sealing on the way in and out.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/watchlist/store.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/state_row.h"

namespace portcullis {

/// A way to look at a connection, used within a transaction. Every record that is read is checked:
/// DATA_LOSS with DATA_CORRUPT, naming the list.
class ListRows {
 public:
  /// Both outlive this.
  ListRows(Connection& connection, const Sealer& sealer)
      : connection_(connection), sealer_(sealer) {}

  absl::StatusOr<std::vector<WatchList>> After(std::string_view after, std::size_t limit);
  absl::StatusOr<std::optional<WatchList>> Find(const ListId& id);
  absl::StatusOr<bool> Exists(const ListId& id);
  absl::StatusOr<bool> HasEntries(const ListId& id);

  /// `before` is the list as it is now, if it is there.
  absl::Status Put(const WatchList& list, const std::optional<WatchList>& before,
                   StoreState& state);
  absl::Status Delete(const WatchList& list, StoreState& state);

 private:
  Connection& connection_;
  const Sealer& sealer_;
};

}  // namespace portcullis
