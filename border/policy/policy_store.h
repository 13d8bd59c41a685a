// Seam: where the versions of the policy live.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/audit/request.h"
#include "border/audit/revision.h"
#include "border/policy/policy_version.h"

namespace portcullis {

/// A version is made (expected revision 0) or replaced. Versions are never deleted.
struct PutPolicy {
  PolicyVersion version;
  Revision expected;  // of the version now; 0: there is none
};

/// One version, one change of the changelog, one audit event about "policies/<number>".
struct PolicyMutation {
  std::optional<RequestKey> key;  // none for what no client asked for
  std::string actor;
  absl::Time time;
  std::string action;  // of the audit event: "ProposePolicy", ...
  PutPolicy put;
  std::string response = {};  // what the client is answered, now and on repetition
};

/// Thread-safe. Requests, changelog and audit log are those of the watch lists. UNAVAILABLE with
/// STORE_UNAVAILABLE when the store cannot be read; DATA_LOSS with DATA_CORRUPT, naming the record,
/// when what it holds fails its check.
class PolicyStore {
 public:
  virtual ~PolicyStore() = default;

  /// All of them, by number; there are as many as people have proposed.
  virtual absl::StatusOr<std::vector<PolicyVersion>> Policies() const = 0;

  /// The response kept for `key`, if any; ALREADY_EXISTS with REQUEST_ID_REUSED.
  virtual absl::StatusOr<std::optional<std::string>> FindResponse(const RequestKey& key,
                                                                  absl::Time now) const = 0;

  /// All in one transaction; on disk when it returns OK. As WatchlistStore::Commit: a key that was
  /// committed within 24 h changes nothing and returns the response kept. ABORTED with
  /// REVISION_CONFLICT if the version is at another revision than expected, NOT_FOUND with
  /// POLICY_NOT_FOUND if it is expected and not there; INTERNAL if a new number is not the one
  /// after the last.
  virtual absl::StatusOr<CommitResult> CommitPolicy(const PolicyMutation& mutation) = 0;
};

}  // namespace portcullis
