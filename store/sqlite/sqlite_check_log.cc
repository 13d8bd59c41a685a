#include "store/sqlite/sqlite_check_log.h"

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "matcher/core/status_macros.h"
#include "store/sealing.h"
#include "store/sqlite/check_rows.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/schema.h"

namespace portcullis {
namespace {

constexpr std::size_t kRecordsAtATime = 1000;

}  // namespace

class SqliteCheckLog::Impl {
 public:
  Impl(std::unique_ptr<const Sealer> sealer, std::unique_ptr<Connection> writer,
       std::unique_ptr<Connection> reader)
      : sealer_(std::move(sealer)), writer_(std::move(writer)), reader_(std::move(reader)) {}

  absl::Status Append(std::span<const CheckRecord> records) ABSL_LOCKS_EXCLUDED(write_mutex_) {
    const absl::MutexLock lock(&write_mutex_);
    Transaction transaction(*writer_);
    PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kWrite));
    PORTCULLIS_RETURN_IF_ERROR(CheckRows(*writer_, *sealer_).Append(records));
    return transaction.Commit();
  }

  absl::StatusOr<std::size_t> Purge(absl::Time before) ABSL_LOCKS_EXCLUDED(write_mutex_) {
    const absl::MutexLock lock(&write_mutex_);
    Transaction transaction(*writer_);
    PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kWrite));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::size_t count,
                                CheckRows(*writer_, *sealer_).Purge(before));
    PORTCULLIS_RETURN_IF_ERROR(transaction.Commit());
    return count;
  }

  absl::StatusOr<std::vector<CheckRecord>> Page(CheckPlace& place, absl::Time until) const
      ABSL_LOCKS_EXCLUDED(read_mutex_) {
    const absl::MutexLock lock(&read_mutex_);
    Transaction transaction(*reader_);
    PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kRead));
    return CheckRows(*reader_, *sealer_).After(place, until, kRecordsAtATime);
  }

 private:
  const std::unique_ptr<const Sealer> sealer_;
  absl::Mutex write_mutex_;
  const std::unique_ptr<Connection> writer_ ABSL_PT_GUARDED_BY(write_mutex_);
  mutable absl::Mutex read_mutex_;
  const std::unique_ptr<Connection> reader_ ABSL_PT_GUARDED_BY(read_mutex_);
};

SqliteCheckLog::SqliteCheckLog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteCheckLog::~SqliteCheckLog() = default;

absl::StatusOr<std::unique_ptr<SqliteCheckLog>> SqliteCheckLog::Open(
    const SqliteStoreOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<const Sealer> sealer,
                              Sealer::FromKeyFile(options.key_file));
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<Connection> writer,
                              Connection::Open(options.path, options.busy_timeout));
  PORTCULLIS_RETURN_IF_ERROR(Configure(*writer));
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<Connection> reader,
                              Connection::Open(options.path, options.busy_timeout));
  PORTCULLIS_RETURN_IF_ERROR(reader->Execute("PRAGMA query_only = ON"));
  return std::unique_ptr<SqliteCheckLog>(new SqliteCheckLog(
      std::make_unique<Impl>(std::move(sealer), std::move(writer), std::move(reader))));
}

absl::Status SqliteCheckLog::AppendChecks(std::span<const CheckRecord> records) {
  return records.empty() ? absl::OkStatus() : impl_->Append(records);
}

absl::Status SqliteCheckLog::VisitChecks(absl::Time from, absl::Time until,
                                         const Visitor& visit) const {
  CheckPlace place{.time_ns = absl::ToUnixNanos(from), .id = 0};
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<CheckRecord> page, impl_->Page(place, until));
    for (const CheckRecord& record : page) PORTCULLIS_RETURN_IF_ERROR(visit(record));
    if (page.size() < kRecordsAtATime) return absl::OkStatus();
  }
}

absl::StatusOr<std::size_t> SqliteCheckLog::PurgeChecks(absl::Time before) {
  return impl_->Purge(before);
}

}  // namespace portcullis
