// What can be done to a data folder without a server.
#pragma once

#include <filesystem>
#include <ostream>

#include "absl/status/status.h"
#include "portcullis/config/v1/server_config.pb.h"

namespace portcullis {

std::filesystem::path DatabasePath(const config::v1::ServerConfig& config);
std::filesystem::path SnapshotFolder(const config::v1::ServerConfig& config);

/// Examines the database and says on `out` what is in it and what is wrong. DATA_LOSS with
/// DATA_CORRUPT if anything is; FAILED_PRECONDITION with DATA_DIR_IN_USE while a server runs on it,
/// or KEY_INVALID.
absl::Status CheckDataFolder(const config::v1::ServerConfig& config, std::ostream& out);

/// Puts a snapshot in place of the database and says on `out` what came of it. Errors of
/// RestoreSnapshot; DATA_DIR_IN_USE while a server runs on it.
absl::Status RestoreDataFolder(const config::v1::ServerConfig& config,
                               const std::filesystem::path& snapshot, std::ostream& out);

}  // namespace portcullis
