// Where the log lines of the server go.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "portcullis/config/v1/server_config.pb.h"
#include "spdlog/logger.h"

namespace portcullis {

/// FAILED_PRECONDITION if the file cannot be written.
absl::StatusOr<std::shared_ptr<spdlog::logger>> OpenLog(const config::v1::Log& settings);

}  // namespace portcullis
