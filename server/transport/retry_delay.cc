#include "server/transport/retry_delay.h"

#include <string>

#include "absl/strings/cord.h"

namespace portcullis {
namespace {

constexpr char kPayloadUrl[] = "portcullis/retry_delay";

}  // namespace

absl::Status WithRetryDelay(absl::Status status, absl::Duration delay) {
  status.SetPayload(kPayloadUrl, absl::Cord(absl::FormatDuration(delay)));
  return status;
}

std::optional<absl::Duration> RetryDelayOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload) return std::nullopt;
  absl::Duration delay;
  if (!absl::ParseDuration(std::string(*payload), &delay)) return std::nullopt;
  return delay;
}

}  // namespace portcullis
