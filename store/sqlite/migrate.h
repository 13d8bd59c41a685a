// From the schema of an older release, or an empty file, to that of this one.
#pragma once

#include <filesystem>

#include "absl/status/status.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// Brings the schema up to date. A migration is a numbered file of SQL and, where data must be
/// sealed or opened, a function of ours; both run in one transaction, so a migration that fails
/// leaves the database as it was. A database with data is copied first (backups.h). Errors of the
/// key as of CheckKey, before anything is changed.
absl::Status Migrate(Connection& connection, const Sealer& sealer,
                     const std::filesystem::path& path);

}  // namespace portcullis
