// The sealed row that knows how many others there are: nothing vanishes unnoticed.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/policy/policy_version.h"
#include "border/watchlist/watchlist.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// Of one state of the database. Sums are modulo 2^64, of terms that only the key can make
/// (Sealer::Term), so each row can be added or taken away by itself.
struct StoreState {
  std::uint64_t lists = 0;
  std::uint64_t entries = 0;
  std::uint64_t policies = 0;
  std::uint64_t records = 0;         // sum over id and revision of all lists and entries
  std::uint64_t policy_records = 0;  // the same of all policies
  std::uint64_t journal = 0;         // sum over all columns of changelog, audit events and requests
  Sequence last_change;
  std::optional<ModelId> model;  // of the embeddings; none before the first enrolment

  friend bool operator==(const StoreState&, const StoreState&) = default;
};

/// DATA_LOSS with DATA_CORRUPT if it is not there or damaged.
absl::StatusOr<StoreState> ReadState(Connection& connection, const Sealer& sealer);
absl::Status WriteState(Connection& connection, const Sealer& sealer, const StoreState& state);

/// Terms of StoreState::records and, of a policy, of policy_records.
std::uint64_t TermOf(const Sealer& sealer, const ListId& list, Revision revision);
std::uint64_t TermOf(const Sealer& sealer, EntryId entry, Revision revision);
std::uint64_t TermOf(const Sealer& sealer, PolicyNumber policy, Revision revision);

}  // namespace portcullis
