// How long a refused caller should wait before it asks again, carried by the status that refuses.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace portcullis {

/// The same status with the delay added; the client gets it as google.rpc.RetryInfo.
absl::Status WithRetryDelay(absl::Status status, absl::Duration delay);

/// What WithRetryDelay put in; none for other statuses.
std::optional<absl::Duration> RetryDelayOf(const absl::Status& status);

}  // namespace portcullis
