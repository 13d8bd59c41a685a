// The rows of the versions of the policy, with sealing on the way in and out.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/policy/policy_store.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/state_row.h"

namespace portcullis {

/// A way to look at a connection, used within a transaction. Every record that is read is checked:
/// DATA_LOSS with DATA_CORRUPT, naming the version.
class PolicyRows {
 public:
  /// Both outlive this.
  PolicyRows(Connection& connection, const Sealer& sealer)
      : connection_(connection), sealer_(sealer) {}

  absl::StatusOr<std::vector<PolicyVersion>> All();
  absl::StatusOr<std::optional<PolicyVersion>> Find(PolicyNumber number);

  /// `before` is the version as it is now, if it is there.
  absl::Status Put(const PolicyVersion& version, const std::optional<PolicyVersion>& before,
                   StoreState& state);

 private:
  Connection& connection_;
  const Sealer& sealer_;
};

}  // namespace portcullis
