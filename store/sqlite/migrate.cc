#include "store/sqlite/migrate.h"

#include <string>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/migrations/migrations.h"
#include "store/sqlite/backups.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/seal_version_1.h"

namespace portcullis {
namespace {

/// What SQL cannot do, after the SQL of the same version.
absl::Status RunStep(int version, Connection& connection, const Sealer& sealer) {
  if (version == 2) return SealVersion1(connection, sealer);
  return absl::OkStatus();
}

absl::Status Apply(const Migration& migration, Connection& connection, const Sealer& sealer) {
  Transaction transaction(connection);
  PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kWrite));
  // Again, as another process may have been here first.
  PORTCULLIS_ASSIGN_OR_RETURN(const int version, SchemaVersion(connection));
  if (version >= migration.version) return absl::OkStatus();
  const std::string mark = fmt::format("PRAGMA user_version = {}", migration.version);
  PORTCULLIS_RETURN_IF_ERROR(connection.Execute(migration.sql));
  PORTCULLIS_RETURN_IF_ERROR(RunStep(migration.version, connection, sealer));
  PORTCULLIS_RETURN_IF_ERROR(connection.Execute(mark.c_str()));
  return transaction.Commit();
}

absl::Status KeepACopy(Connection& connection, const Sealer& sealer,
                       const std::filesystem::path& path, int version) {
  // Marks a database whose making was cut off before it was marked.
  PORTCULLIS_RETURN_IF_ERROR(CheckOrMarkKey(connection, sealer));
  return BackUp(connection, path, version);
}

}  // namespace

absl::Status Migrate(Connection& connection, const Sealer& sealer,
                     const std::filesystem::path& path) {
  PORTCULLIS_ASSIGN_OR_RETURN(const int found, SchemaVersion(connection));
  for (const Migration& migration : Migrations()) {
    const int version = migration.version;
    if (version <= found) continue;
    if (found > 0) PORTCULLIS_RETURN_IF_ERROR(KeepACopy(connection, sealer, path, version));
    PORTCULLIS_RETURN_IF_ERROR(Apply(migration, connection, sealer));
    // Version 1 made the place for the mark; what comes later seals.
    if (version == 1) PORTCULLIS_RETURN_IF_ERROR(CheckOrMarkKey(connection, sealer));
  }
  return CheckOrMarkKey(connection, sealer);
}

}  // namespace portcullis
