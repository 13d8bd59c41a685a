#include "border/watchlist/committer.h"

#include <utility>

#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

// Each time another request has won, so somebody gets on; more than a few in a row are no accident.
constexpr int kMaxTries = 16;

bool HasChangedInBetween(const absl::Status& status) {
  return ErrorReasonOf(status) == ErrorReason::kRevisionConflict;
}

}  // namespace

Committer::Committer(WatchlistStore& store, ChangelogFollower& follower, WatchlistSources sources)
    : store_(store), follower_(follower), sources_(std::move(sources)) {}

absl::StatusOr<std::string> Committer::Commit(const Mutation& mutation) {
  PORTCULLIS_ASSIGN_OR_RETURN(CommitResult result, store_.Commit(mutation));
  // The change is on disk, so the call has succeeded. If the galleries could not follow, they are
  // marked incomplete: until they have caught up, searches answer NO_DECISION instead of CLEAR.
  follower_.CatchUp().IgnoreError();
  return std::move(result.response);
}

absl::StatusOr<std::string> Committer::Serve(const MutationContext& context, const Decide& decide) {
  PORTCULLIS_ASSIGN_OR_RETURN(std::optional<std::string> kept,
                              store_.FindResponse(context.key, now()));
  if (kept) return *std::move(kept);
  for (int tries = 1;; ++tries) {
    const Act act{.actor = context.actor, .time = now()};
    PORTCULLIS_ASSIGN_OR_RETURN(Plan plan, decide(act));
    absl::StatusOr<std::string> response = Commit({.key = context.key,
                                                   .actor = act.actor,
                                                   .time = act.time,
                                                   .changes = std::move(plan.changes),
                                                   .response = std::move(plan.response),
                                                   .response_about = plan.about});
    if (tries == kMaxTries || !HasChangedInBetween(response.status())) return response;
  }
}

}  // namespace portcullis
