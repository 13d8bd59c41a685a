// Stops work that nobody waits for any more.
#pragma once

#include <functional>

#include "absl/status/status.h"

namespace portcullis {

/// Called between the steps of a long operation; a status that is not OK ends the operation with
/// that status (CANCELLED, DEADLINE_EXCEEDED). Must be callable from the thread that does the work.
using Checkpoint = std::function<absl::Status()>;

inline absl::Status AlwaysContinue() { return absl::OkStatus(); }

}  // namespace portcullis
