// Copies of the database from before its schema was changed.
#pragma once

#include <filesystem>

#include "absl/status/status.h"
#include "border/watchlist/store.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// "watchlist.db.before-schema-2".
std::filesystem::path BackupPath(const std::filesystem::path& path, int version);

/// Writes the database as it is now to BackupPath, readable by its owner alone, complete and on
/// disk when this returns OK; else whatever was there before still is.
absl::Status BackUp(Connection& connection, const std::filesystem::path& path, int version);

/// Overwrites and removes every backup that holds an entry which the database does not, or of
/// which that cannot be told: what is erased is erased from all of them.
absl::Status RemoveBackupsOfErased(Connection& connection, const std::filesystem::path& path);

}  // namespace portcullis
