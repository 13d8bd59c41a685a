// Where the log lines of the server go.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "portcullis/config/v1/server_config.pb.h"
#include "spdlog/logger.h"

namespace portcullis {

/// FAILED_PRECONDITION if the file cannot be written.
absl::StatusOr<std::shared_ptr<spdlog::logger>> OpenLog(const config::v1::Log& settings);

/// A line about something that no call has done: "catch_up_failed" and why; no reason if `status`
/// is OK.
std::string EventLine(std::string_view event, const absl::Status& status);

}  // namespace portcullis
