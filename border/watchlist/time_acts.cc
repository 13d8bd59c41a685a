#include "border/watchlist/time_acts.h"

#include <string>
#include <utility>
#include <vector>

#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr std::size_t kActsAtATime = 500;

}  // namespace

absl::Status TimeActs::CatchUp() {
  while (true) {
    const absl::Time now = committer_.now();
    PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Entry> due,
                                committer_.store().DueForTimeAct(now, kActsAtATime));
    if (due.empty()) return absl::OkStatus();
    Mutation mutation{.key = std::nullopt,
                      .actor = kClockActor,
                      .time = now,
                      .changes = {},
                      .response = {},
                      .response_about = std::nullopt};
    for (Entry& entry : due) {
      const std::optional<TimeAct> act = NextTimeAct(entry);
      if (!act || act->due > now) {
        return absl::InternalError("the store calls an entry due that is not");
      }
      const Revision revision = entry.revision;
      mutation.changes.push_back(
          {std::string(TimeActName(act->becomes)),
           PutEntry{AfterTimeAct(std::move(entry), act->becomes, now), {}, revision}});
    }
    const absl::Status status = committer_.Commit(mutation).status();
    // Somebody changed one of them in between; what is due now is another question.
    if (ErrorReasonOf(status) == ErrorReason::kRevisionConflict) continue;
    if (absl::IsNotFound(status)) continue;
    PORTCULLIS_RETURN_IF_ERROR(status);
  }
}

}  // namespace portcullis
