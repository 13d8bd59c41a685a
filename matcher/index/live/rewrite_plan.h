// Which parts to write anew.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/time/time.h"
#include "matcher/index/live/version.h"

namespace portcullis {

struct RewriteRules {
  std::size_t smallest_rows = 2048;     // of a part of the first level; 1 or more
  std::size_t fan_in = 8;               // 2 or more
  std::size_t max_part_rows = 262'144;  // 1 or more
  /// How long values of removed rows may stay.
  absl::Duration purge_after = absl::Minutes(1);
};

struct RewritePlan {
  std::vector<PartView> parts;               // to become one; empty: nothing to do
  bool delta = false;                        // the delta holds removed rows that have to go
  absl::Time next = absl::InfiniteFuture();  // with nothing to do: when there will be something
};

/// A function of what it is given. First what has to be forgotten: a part of which a quarter of the
/// rows is removed, or one of them purge_after ago or longer. Then what makes searches quicker:
/// when fan_in parts are of one level, they become one, or as many of them as it may hold. Levels
/// are fan_in times as large as the one below, so that a row is copied about once for each; parts
/// of more than half of max_part_rows are left as they are, so that no copy needs much memory.
RewritePlan PlanRewrite(const Version& version, const RewriteRules& rules, absl::Time now);

/// Whether some of it is what has to be forgotten.
bool HasToForget(const Version& version, const RewriteRules& rules, absl::Time now);

}  // namespace portcullis
