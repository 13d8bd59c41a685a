// The rows by which a request is recognised when it comes again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/watchlist/store.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/state_row.h"

namespace portcullis {

/// What is readable of a request that is kept.
struct RequestRow {
  RequestKey key;
  std::int64_t time_ns = 0;
  std::optional<EntryId> subject;  // the entry that the response is about
  bool has_response = true;        // false once that entry is erased
};

/// Term of StoreState::journal.
std::uint64_t TermOf(const Sealer& sealer, const RequestRow& row);

/// Where a kept response belongs.
SealedField ResponseField(const std::string& request_id);

/// A way to look at a connection, used within a transaction.
class RequestRows {
 public:
  /// Both outlive this.
  RequestRows(Connection& connection, const Sealer& sealer)
      : connection_(connection), sealer_(sealer) {}

  /// As WatchlistStore::FindResponse.
  absl::StatusOr<std::optional<std::string>> FindResponse(const RequestKey& key, absl::Time now);

  /// True if a response about `entry` is there.
  absl::StatusOr<bool> HasResponseAbout(EntryId entry);

  /// Nothing is kept of a mutation without a key.
  absl::Status Keep(const Mutation& mutation, StoreState& state);
  absl::Status ForgetOld(absl::Time now, StoreState& state);
  absl::Status EraseResponsesAbout(EntryId entry, StoreState& state);

  absl::StatusOr<std::vector<RequestRow>> All();

 private:
  Connection& connection_;
  const Sealer& sealer_;
};

}  // namespace portcullis
