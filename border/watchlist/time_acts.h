// What time does to entries: their validity begins and ends without a call.
#pragma once

#include "absl/status/status.h"
#include "border/watchlist/committer.h"

namespace portcullis {

/// Who did it, in the audit log.
inline constexpr char kClockActor[] = "clock";

/// Thread-safe. A search leaves an entry out from the moment at which its validity ends, by itself
/// (Gallery); this writes it down, and lets entries begin.
class TimeActs {
 public:
  /// `committer` outlives this.
  explicit TimeActs(Committer& committer) : committer_(committer) {}

  /// Commits every act that is due, each as a change with an audit event of its own. On an error
  /// some acts may be done; call again. Cheap when nothing is due.
  absl::Status CatchUp();

 private:
  Committer& committer_;
};

}  // namespace portcullis
