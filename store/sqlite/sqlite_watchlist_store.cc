#include "store/sqlite/sqlite_watchlist_store.h"

#include <system_error>
#include <type_traits>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "store/audit_record.h"
#include "store/check_enrolment.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/journal_rows.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/watchlist_rows.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

absl::Status CreateFolderOf(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.parent_path();
  std::error_code error;
  if (folder.empty() || std::filesystem::is_directory(folder, error)) return absl::OkStatus();
  std::filesystem::create_directories(folder, error);
  if (!error) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  if (!error) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable,
                   fmt::format("cannot make folder {}: {}", folder.string(), error.message()));
}

absl::Status CheckModel(Connection& connection, const ModelId& model) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<ModelId> held, ReadModel(connection));
  if (held && *held != model) return ModelMismatch(*held, model);
  return absl::OkStatus();
}

absl::Status Prepare(Connection& connection, const Sealer& sealer, const ModelId& model) {
  PORTCULLIS_RETURN_IF_ERROR(CheckOrigin(connection));
  PORTCULLIS_RETURN_IF_ERROR(Configure(connection));
  PORTCULLIS_RETURN_IF_ERROR(Migrate(connection));
  PORTCULLIS_RETURN_IF_ERROR(CheckKey(connection, sealer));
  return CheckModel(connection, model);
}

/// Applies one kind of change to the rows; nothing is committed yet.
class ChangeRows {
 public:
  ChangeRows(Connection& connection, const Sealer& sealer, const ModelId& model)
      : connection_(connection),
        rows_(connection, sealer, model),
        journal_(connection, sealer),
        model_(model) {}

  absl::StatusOr<ChangedRecord> operator()(const CreateListChange& change) {
    const ListId& id = change.list.id;
    PORTCULLIS_ASSIGN_OR_RETURN(const bool exists, rows_.HasList(id));
    if (exists) return ListAlreadyExists(id);
    PORTCULLIS_RETURN_IF_ERROR(rows_.InsertList(change.list));
    return id;
  }

  absl::StatusOr<ChangedRecord> operator()(const EnrollEntryChange& change) {
    const EntryId id = change.entry.id;
    PORTCULLIS_RETURN_IF_ERROR(CheckEnrolment(change, model_));
    // Again, as another process may have enrolled the first face since this store was opened.
    PORTCULLIS_RETURN_IF_ERROR(CheckModel(connection_, model_));
    for (const ListId& list : change.entry.lists) {
      PORTCULLIS_ASSIGN_OR_RETURN(const bool exists, rows_.HasList(list));
      if (!exists) return ListNotFound(list);
    }
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Revision> taken, rows_.EntryRevision(id));
    if (taken) return EntryIdTaken(id);
    PORTCULLIS_RETURN_IF_ERROR(WriteModel(connection_, model_));
    PORTCULLIS_RETURN_IF_ERROR(rows_.InsertEntry(change));
    return id;
  }

  absl::StatusOr<ChangedRecord> operator()(const DeleteEntryChange& change) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Revision> current,
                                rows_.EntryRevision(change.entry));
    if (!current) return EntryNotFound(change.entry);
    if (change.expected_revision && *change.expected_revision != *current) {
      return RevisionConflict(change.entry, *change.expected_revision, *current);
    }
    PORTCULLIS_RETURN_IF_ERROR(rows_.DeleteEntry(change.entry));
    PORTCULLIS_RETURN_IF_ERROR(journal_.EraseResponsesAbout(change.entry));
    return change.entry;
  }

 private:
  Connection& connection_;
  WatchlistRows rows_;
  JournalRows journal_;
  const ModelId& model_;
};

}  // namespace

class SqliteWatchlistStore::Impl {
 public:
  Impl(ModelId model, std::unique_ptr<const Sealer> sealer, std::unique_ptr<Connection> writer,
       std::unique_ptr<Connection> reader)
      : model_(std::move(model)),
        sealer_(std::move(sealer)),
        writer_(std::move(writer)),
        reader_(std::move(reader)) {}

  /// Calls `read` with the rows of one state of the database.
  template <typename Read>
  std::invoke_result_t<Read, WatchlistRows&, JournalRows&> ReadRows(const Read& read) const
      ABSL_LOCKS_EXCLUDED(read_mutex_) {
    const absl::MutexLock lock(&read_mutex_);
    Transaction transaction(*reader_);
    PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kRead));
    WatchlistRows rows(*reader_, *sealer_, model_);
    JournalRows journal(*reader_, *sealer_);
    return read(rows, journal);
  }

  absl::StatusOr<CommitResult> Commit(const Mutation& mutation) ABSL_LOCKS_EXCLUDED(write_mutex_);

 private:
  const ModelId model_;
  const std::unique_ptr<const Sealer> sealer_;

  absl::Mutex write_mutex_;
  const std::unique_ptr<Connection> writer_ ABSL_PT_GUARDED_BY(write_mutex_);
  mutable absl::Mutex read_mutex_;
  const std::unique_ptr<Connection> reader_ ABSL_PT_GUARDED_BY(read_mutex_);
};

absl::StatusOr<CommitResult> SqliteWatchlistStore::Impl::Commit(const Mutation& mutation) {
  const absl::MutexLock lock(&write_mutex_);
  Transaction transaction(*writer_);
  PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kWrite));

  JournalRows journal(*writer_, *sealer_);
  PORTCULLIS_RETURN_IF_ERROR(journal.ForgetOldRequests(mutation.time));
  PORTCULLIS_ASSIGN_OR_RETURN(std::optional<std::string> kept,
                              journal.FindResponse(mutation.key, mutation.time));
  if (kept) return CommitResult{*std::move(kept), true};

  PORTCULLIS_ASSIGN_OR_RETURN(const ChangedRecord record,
                              std::visit(ChangeRows(*writer_, *sealer_, model_), mutation.change));
  PORTCULLIS_ASSIGN_OR_RETURN(const Sequence sequence, journal.AppendChange(record));
  PORTCULLIS_RETURN_IF_ERROR(journal.AppendAuditEvent(AuditRecordOf(mutation, sequence)));
  PORTCULLIS_RETURN_IF_ERROR(journal.KeepRequest(mutation));
  PORTCULLIS_RETURN_IF_ERROR(transaction.Commit());

  if (std::holds_alternative<DeleteEntryChange>(mutation.change)) {
    // The log still holds pages as they were before; empty it. Where a reader is in the way, the
    // next deletion or the next start does it: what is in there is sealed.
    writer_->Execute("PRAGMA wal_checkpoint(TRUNCATE)").IgnoreError();
  }
  return CommitResult{mutation.response, false};
}

SqliteWatchlistStore::SqliteWatchlistStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteWatchlistStore::~SqliteWatchlistStore() = default;

absl::StatusOr<std::unique_ptr<SqliteWatchlistStore>> SqliteWatchlistStore::Open(
    const SqliteStoreOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<const Sealer> sealer,
                              Sealer::FromKeyFile(options.key_file));
  PORTCULLIS_RETURN_IF_ERROR(CreateFolderOf(options.path));
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<Connection> writer,
                              Connection::Open(options.path, options.busy_timeout));
  if (absl::Status status = Prepare(*writer, *sealer, options.model); !status.ok()) {
    return WithContext(status, options.path.string());
  }
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<Connection> reader,
                              Connection::Open(options.path, options.busy_timeout));
  PORTCULLIS_RETURN_IF_ERROR(reader->Execute("PRAGMA query_only = ON"));
  return std::unique_ptr<SqliteWatchlistStore>(new SqliteWatchlistStore(std::make_unique<Impl>(
      options.model, std::move(sealer), std::move(writer), std::move(reader))));
}

absl::StatusOr<std::vector<WatchList>> SqliteWatchlistStore::Lists(std::string_view after,
                                                                   std::size_t limit) const {
  return impl_->ReadRows(
      [&](WatchlistRows& rows, JournalRows&) { return rows.Lists(after, limit); });
}

absl::StatusOr<Entry> SqliteWatchlistStore::GetEntry(EntryId id) const {
  return impl_->ReadRows([&](WatchlistRows& rows, JournalRows&) { return rows.ReadEntry(id); });
}

absl::StatusOr<std::vector<Entry>> SqliteWatchlistStore::Entries(const EntryQuery& query) const {
  return impl_->ReadRows(
      [&](WatchlistRows& rows, JournalRows&) -> absl::StatusOr<std::vector<Entry>> {
        if (query.list) {
          PORTCULLIS_ASSIGN_OR_RETURN(const bool exists, rows.HasList(*query.list));
          if (!exists) return ListNotFound(*query.list);
        }
        PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<EntryId> ids, rows.EntryIds(query));
        std::vector<Entry> entries;
        for (const EntryId id : ids) {
          PORTCULLIS_ASSIGN_OR_RETURN(Entry entry, rows.ReadEntry(id));
          entries.push_back(std::move(entry));
        }
        return entries;
      });
}

absl::StatusOr<std::vector<GalleryChange>> SqliteWatchlistStore::ChangesAfter(
    Sequence after, std::size_t limit) const {
  return impl_->ReadRows([&](WatchlistRows& rows,
                             JournalRows& journal) -> absl::StatusOr<std::vector<GalleryChange>> {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ChangelogRow> changed,
                                journal.ChangesAfter(after, limit));
    std::vector<GalleryChange> changes;
    for (const ChangelogRow& row : changed) {
      if (const auto* list = std::get_if<ListId>(&row.record)) {
        changes.push_back({row.sequence, *list});
        continue;
      }
      const EntryId id = std::get<EntryId>(row.record);
      PORTCULLIS_ASSIGN_OR_RETURN(std::optional<EnrolledEntry> entry, rows.ReadEnrolledEntry(id));
      if (entry) {
        changes.push_back({row.sequence, *std::move(entry)});
      } else {
        changes.push_back({row.sequence, id});
      }
    }
    return changes;
  });
}

absl::StatusOr<CommitResult> SqliteWatchlistStore::Commit(const Mutation& mutation) {
  return impl_->Commit(mutation);
}

absl::StatusOr<std::optional<std::string>> SqliteWatchlistStore::FindResponse(
    const RequestKey& key, absl::Time now) const {
  return impl_->ReadRows(
      [&](WatchlistRows&, JournalRows& journal) { return journal.FindResponse(key, now); });
}

}  // namespace portcullis
