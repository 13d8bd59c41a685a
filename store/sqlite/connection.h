// SQLite behind three small classes: a connection, a statement that runs, a transaction.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

struct sqlite3;
struct sqlite3_stmt;

namespace portcullis {

/// What an SQLite result code means to a caller: RESOURCE_EXHAUSTED with STORE_UNAVAILABLE for a
/// full disk, DATA_LOSS with DATA_CORRUPT for a damaged file, UNAVAILABLE with STORE_UNAVAILABLE
/// for a file that cannot be read or written now, INTERNAL for a mistake of ours.
absl::Status SqliteError(int code, std::string_view message);

/// Not thread-safe.
class Connection {
 public:
  /// Opens the file, or makes it, readable by its owner alone. A call waits up to `busy_timeout`
  /// for a lock that another connection holds.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::filesystem::path& path,
                                                          absl::Duration busy_timeout);

  /// Opens a file that is there, to look at only.
  static absl::StatusOr<std::unique_ptr<Connection>> OpenToRead(const std::filesystem::path& path,
                                                                absl::Duration busy_timeout);

  /// A database that ends with the connection.
  static absl::StatusOr<std::unique_ptr<Connection>> OpenInMemory();
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs statements that take no values and whose rows nobody wants.
  absl::Status Execute(const char* sql);

  /// Makes `target` the same as this database now is.
  absl::Status CopyTo(Connection& target);

 private:
  friend class Query;
  friend class Transaction;
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  explicit Connection(sqlite3* handle);
  static absl::StatusOr<std::unique_ptr<Connection>> OpenFile(const std::filesystem::path& path,
                                                              int flags,
                                                              absl::Duration busy_timeout);

  /// Prepared at the first use of `sql`, kept for the next.
  absl::StatusOr<sqlite3_stmt*> Prepare(const char* sql);
  absl::Status Error(int code) const;

  std::unique_ptr<sqlite3, Close> handle_;
  // After the handle: finalised before it is closed.
  absl::flat_hash_map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

/// One run of a statement. An error of preparing or binding is kept and returned by Next and Run.
/// Two runs of the same SQL on a connection do not overlap.
class Query {
 public:
  Query(Connection& connection, const char* sql);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// The next parameter, in the order of the question marks.
  Query& Bind(std::int64_t value);
  Query& Bind(double value);
  Query& BindText(std::string_view value);
  Query& BindBlob(std::string_view value);
  Query& BindNull();
  Query& Bind(const std::optional<std::int64_t>& value);

  /// True when there is a row to read; false after the last.
  absl::StatusOr<bool> Next();

  /// Runs a statement that returns no rows.
  absl::Status Run();

  /// Columns of the row, from 0.
  bool IsNull(int column) const;
  std::int64_t Int(int column) const;
  double Real(int column) const;
  std::string Text(int column) const;
  std::string Blob(int column) const;
  /// The same bytes without a copy, valid until the next row.
  std::string_view BlobView(int column) const;

 private:
  void Check(int code);

  Connection& connection_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
  absl::Status error_;
};

/// Rolled back at the end of the scope unless committed.
class Transaction {
 public:
  enum class Kind {
    kRead,   // one state of the database for all reads; waits for nobody
    kWrite,  // the only writer from here on
  };

  explicit Transaction(Connection& connection) : connection_(connection) {}
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  absl::Status Begin(Kind kind);
  absl::Status Commit();

 private:
  Connection& connection_;
};

}  // namespace portcullis
