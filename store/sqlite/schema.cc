#include "store/sqlite/schema.h"

#include <cstdint>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "store/migrations/migrations.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

constexpr std::int64_t kApplicationId = 0x50434C53;  // as migration 1 sets it
constexpr std::string_view kKeyCheckText = "sealed by the right key";

SealedField KeyCheckField() { return {"meta", "1", "key_check", ""}; }

absl::StatusOr<std::int64_t> ReadNumber(Connection& connection, const char* sql) {
  Query query(connection, sql);
  PORTCULLIS_RETURN_IF_ERROR(query.Next().status());
  return query.Int(0);
}

}  // namespace

absl::Status Configure(Connection& connection) {
  return connection.Execute(
      "PRAGMA journal_mode = WAL;"
      "PRAGMA synchronous = FULL;"
      "PRAGMA foreign_keys = ON;"
      "PRAGMA secure_delete = ON;");
}

absl::Status CheckOrigin(Connection& connection) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::int64_t tables,
                              ReadNumber(connection, "SELECT count(*) FROM sqlite_schema"));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::int64_t application,
                              ReadNumber(connection, "PRAGMA application_id"));
  if (tables > 0 && application != kApplicationId) {
    return MakeError(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt,
                     "the file is a database of another program");
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const std::int64_t version,
                              ReadNumber(connection, "PRAGMA user_version"));
  if (version < 0 || (version == 0) != (tables == 0)) {
    return DataCorrupt(fmt::format("user_version {} (of the schema)", version));
  }
  const int newest = Migrations().back().version;
  if (version > newest) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kStoreUnavailable,
                     fmt::format("the database has schema version {}, this program knows up to {}; "
                                 "it was used by a newer release",
                                 version, newest));
  }
  return absl::OkStatus();
}

absl::StatusOr<int> SchemaVersion(Connection& connection) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::int64_t version,
                              ReadNumber(connection, "PRAGMA user_version"));
  return static_cast<int>(version);
}

absl::Status CheckKey(Connection& connection, const Sealer& sealer) {
  Query query(connection, "SELECT key_id, key_check FROM meta");
  PORTCULLIS_ASSIGN_OR_RETURN(const bool marked, query.Next());
  if (!marked) return DataCorrupt("meta (the row that names the key)");
  const std::string key_id = query.Text(0);
  if (key_id != sealer.key_id()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kKeyInvalid,
                     fmt::format("the database is sealed by key {}, the key file holds key {}",
                                 key_id, sealer.key_id()));
  }
  return sealer.Open(query.BlobView(1), KeyCheckField()).status();
}

absl::Status CheckOrMarkKey(Connection& connection, const Sealer& sealer) {
  Transaction transaction(connection);
  PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kWrite));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::int64_t marks,
                              ReadNumber(connection, "SELECT count(*) FROM meta"));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::int64_t changes,
                              ReadNumber(connection, "SELECT count(*) FROM changelog"));
  if (marks > 0 || changes > 0) return CheckKey(connection, sealer);
  {
    Query insert(connection, "INSERT INTO meta (id, key_id, key_check) VALUES (1, ?, ?)");
    PORTCULLIS_RETURN_IF_ERROR(insert.BindText(sealer.key_id())
                                   .BindBlob(sealer.Seal(kKeyCheckText, KeyCheckField()))
                                   .Run());
  }
  return transaction.Commit();
}

absl::StatusOr<std::optional<ModelId>> ReadModel(Connection& connection) {
  Query query(connection, "SELECT model_name, model_weights_sha256, model_alignment FROM meta");
  PORTCULLIS_ASSIGN_OR_RETURN(const bool marked, query.Next());
  if (!marked || query.IsNull(0)) return std::nullopt;
  return ModelId{query.Text(0), query.Text(1), query.Text(2)};
}

absl::Status WriteModel(Connection& connection, const ModelId& model) {
  Query update(connection,
               "UPDATE meta SET model_name = ?, model_weights_sha256 = ?, model_alignment = ?");
  return update.BindText(model.name).BindText(model.weights_sha256).BindText(model.alignment).Run();
}

}  // namespace portcullis
