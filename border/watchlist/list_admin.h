// What administrators do with lists.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "border/watchlist/committer.h"
#include "border/watchlist/watchlist.h"

namespace portcullis {

/// Turns the result into the bytes that the client gets; kept for repetitions of the request.
using ListResponse = std::function<std::string(const WatchList&)>;

/// What an update sets; absent fields stay as they are.
struct ListUpdate {
  std::optional<std::string> display_name = std::nullopt;
  std::optional<std::string> owner = std::nullopt;
  std::optional<std::string> purpose = std::nullopt;
  std::optional<std::string> legal_basis = std::nullopt;
  std::optional<Severity> severity = std::nullopt;
  std::optional<std::string> officer_instructions = std::nullopt;
  std::optional<int> retention_days = std::nullopt;
  std::optional<int> required_approvals = std::nullopt;
  std::optional<int> required_verdicts = std::nullopt;
};

/// Thread-safe. Returns the response bytes. Errors: INVALID_ARGUMENT/FIELD_INVALID for a value out
/// of its range, and those of WatchlistStore.
class ListAdmin {
 public:
  /// `committer` outlives this.
  explicit ListAdmin(Committer& committer) : committer_(committer) {}

  /// Revision and times of `list` are set here.
  absl::StatusOr<std::string> Create(const MutationContext& context, WatchList list,
                                     const ListResponse& response);

  absl::StatusOr<std::string> Update(const MutationContext& context, const ListId& list,
                                     std::optional<Revision> expected, const ListUpdate& update,
                                     const ListResponse& response);

  /// LIST_NOT_EMPTY while an entry, of whatever status, stands on it.
  absl::StatusOr<std::string> Delete(const MutationContext& context, const ListId& list,
                                     std::optional<Revision> expected);

 private:
  Committer& committer_;
};

}  // namespace portcullis
