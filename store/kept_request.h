// How long a request is recognised when it is sent again.
#pragma once

#include "absl/time/time.h"

namespace portcullis {

/// Requests committed before this time are forgotten at `now`.
inline absl::Time OldestKeptRequest(absl::Time now) { return now - absl::Hours(24); }

}  // namespace portcullis
