#include "store/sqlite/connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

/// SQLite gives its side files the mode of the database, so that one is made before SQLite is asked
/// to; a database that others may read is taken away from them.
absl::Status KeepFromOthers(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
  const bool done = descriptor >= 0 && ::fchmod(descriptor, kOwnerOnly) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (done) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable,
                   fmt::format("cannot open database {}: {}", path.string(),
                               std::generic_category().message(error)));
}

}  // namespace

absl::Status SqliteError(int code, std::string_view message) {
  const std::string text = fmt::format("sqlite: {}", message);
  constexpr int kPrimaryCode = 0xFF;
  switch (code & kPrimaryCode) {
    case SQLITE_FULL:
      return MakeError(absl::StatusCode::kResourceExhausted, ErrorReason::kStoreUnavailable, text);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return MakeError(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt, text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
      return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable, text);
    default: return absl::InternalError(text);
  }
}

void Connection::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }
void Connection::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Connection::Connection(sqlite3* handle) : handle_(handle) {}
Connection::~Connection() = default;

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::filesystem::path& path,
                                                             absl::Duration busy_timeout) {
  PORTCULLIS_RETURN_IF_ERROR(KeepFromOthers(path));
  return OpenFile(path, SQLITE_OPEN_READWRITE, busy_timeout);
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::OpenToRead(
    const std::filesystem::path& path, absl::Duration busy_timeout) {
  return OpenFile(path, SQLITE_OPEN_READONLY, busy_timeout);
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::OpenInMemory() {
  return OpenFile(":memory:", SQLITE_OPEN_READWRITE, absl::ZeroDuration());
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::OpenFile(const std::filesystem::path& path,
                                                                 int flags,
                                                                 absl::Duration busy_timeout) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Connection> connection(new Connection(handle));
  if (code != SQLITE_OK) return WithContext(connection->Error(code), path.string());
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, static_cast<int>(absl::ToInt64Milliseconds(busy_timeout)));
  return connection;
}

absl::Status Connection::Execute(const char* sql) {
  return Error(sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr));
}

absl::Status Connection::CopyTo(Connection& target) {
  sqlite3_backup* const backup =
      sqlite3_backup_init(target.handle_.get(), "main", handle_.get(), "main");
  if (backup == nullptr) return target.Error(sqlite3_errcode(target.handle_.get()));
  constexpr int kAllPages = -1;
  sqlite3_backup_step(backup, kAllPages);
  return target.Error(sqlite3_backup_finish(backup));
}

absl::StatusOr<sqlite3_stmt*> Connection::Prepare(const char* sql) {
  auto& kept = statements_[sql];
  if (kept == nullptr) {
    sqlite3_stmt* statement = nullptr;
    PORTCULLIS_RETURN_IF_ERROR(Error(sqlite3_prepare_v3(
        handle_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr)));
    kept.reset(statement);
  }
  return kept.get();
}

absl::Status Connection::Error(int code) const {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return absl::OkStatus();
  // Messages of SQLite name tables and columns, never values.
  return SqliteError(code,
                     handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_.get()));
}

Query::Query(Connection& connection, const char* sql) : connection_(connection) {
  auto statement = connection.Prepare(sql);
  if (statement.ok()) {
    statement_ = *statement;
  } else {
    error_ = statement.status();
  }
}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  // Bound values point into memory of the caller, which may end with this.
  sqlite3_clear_bindings(statement_);
}

Query& Query::Bind(std::int64_t value) {
  if (error_.ok()) Check(sqlite3_bind_int64(statement_, ++bound_, value));
  return *this;
}

Query& Query::Bind(double value) {
  if (error_.ok()) Check(sqlite3_bind_double(statement_, ++bound_, value));
  return *this;
}

Query& Query::BindText(std::string_view value) {
  if (error_.ok()) {
    Check(sqlite3_bind_text64(statement_, ++bound_, value.data(), value.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
  }
  return *this;
}

Query& Query::BindBlob(std::string_view value) {
  if (error_.ok()) {
    // No pointer would mean NULL.
    const char* const data = value.data() == nullptr ? "" : value.data();
    Check(sqlite3_bind_blob64(statement_, ++bound_, data, value.size(), SQLITE_TRANSIENT));
  }
  return *this;
}

Query& Query::Bind(const std::optional<std::int64_t>& value) {
  return value ? Bind(*value) : BindNull();
}

Query& Query::BindNull() {
  if (error_.ok()) Check(sqlite3_bind_null(statement_, ++bound_));
  return *this;
}

absl::StatusOr<bool> Query::Next() {
  PORTCULLIS_RETURN_IF_ERROR(error_);
  const int code = sqlite3_step(statement_);
  Check(code);
  PORTCULLIS_RETURN_IF_ERROR(error_);
  return code == SQLITE_ROW;
}

absl::Status Query::Run() { return Next().status(); }

bool Query::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Query::Int(int column) const { return sqlite3_column_int64(statement_, column); }
double Query::Real(int column) const { return sqlite3_column_double(statement_, column); }

std::string Query::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return text == nullptr ? std::string() : std::string(text, size);
}

std::string Query::Blob(int column) const { return std::string(BlobView(column)); }

std::string_view Query::BlobView(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string_view() : std::string_view(bytes, size);
}

void Query::Check(int code) {
  if (error_.ok()) error_ = connection_.Error(code);
}

absl::Status Transaction::Begin(Kind kind) {
  return connection_.Execute(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
}

absl::Status Transaction::Commit() { return connection_.Execute("COMMIT"); }

Transaction::~Transaction() {
  // A full disk ends the transaction by itself; a second end of it would be an error.
  const bool open = sqlite3_get_autocommit(connection_.handle_.get()) == 0;
  if (open) connection_.Execute("ROLLBACK").IgnoreError();
}

}  // namespace portcullis
