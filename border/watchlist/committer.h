// The one way from a decision of an administrator to the store and on to the galleries.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/audit/request.h"
#include "border/watchlist/changelog_follower.h"
#include "border/watchlist/entry_lifecycle.h"
#include "border/watchlist/store.h"

namespace portcullis {

/// Where time and random ids come from; tests inject their own. Both thread-safe.
struct WatchlistSources {
  std::function<absl::Time()> now;
  std::function<std::int64_t()> random_id;  // 1..2^63-1
};

/// What a request comes to.
struct Plan {
  std::vector<AuditedChange> changes;  // one or more
  std::string response;                // bytes that the client gets, now and on repetition
  std::optional<EntryId> about;        // the entry that the response tells of
};

/// Thread-safe.
class Committer {
 public:
  /// `store` and `follower` outlive this.
  Committer(WatchlistStore& store, ChangelogFollower& follower, WatchlistSources sources);

  /// When it returns OK the changes are on disk, and the galleries have followed or say that they
  /// are incomplete. Returns the response to give. Errors of WatchlistStore::Commit.
  absl::StatusOr<std::string> Commit(const Mutation& mutation);

  /// Serves a request: `decide` looks at the store and says what is to happen, which is committed.
  /// If a record has changed in between, `decide` is asked again; it answers with REVISION_CONFLICT
  /// by itself if the client insisted on a revision. A request that was committed before gets its
  /// response without asking.
  using Decide = std::function<absl::StatusOr<Plan>(const Act& act)>;
  absl::StatusOr<std::string> Serve(const MutationContext& context, const Decide& decide);

  WatchlistStore& store() const { return store_; }
  absl::Time now() const { return sources_.now(); }
  std::int64_t NewId() const { return sources_.random_id(); }
  const WatchlistSources& sources() const { return sources_; }

 private:
  WatchlistStore& store_;
  ChangelogFollower& follower_;
  const WatchlistSources sources_;
};

}  // namespace portcullis
