#include "store/sqlite/sqlite_watchlist_store.h"

#include <algorithm>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "store/entry_faces.h"
#include "store/failpoint.h"
#include "store/policy_mutation.h"
#include "store/sealing.h"
#include "store/sqlite/backups.h"
#include "store/sqlite/change_rows.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/entry_query.h"
#include "store/sqlite/entry_rows.h"
#include "store/sqlite/gallery_reader.h"
#include "store/sqlite/journal_rows.h"
#include "store/sqlite/list_rows.h"
#include "store/sqlite/migrate.h"
#include "store/sqlite/policy_rows.h"
#include "store/sqlite/request_rows.h"
#include "store/sqlite/schema.h"
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

absl::Status CheckModel(Connection& connection, const Sealer& sealer, const ModelId& model) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<ModelId> held, ReadModel(connection));
  PORTCULLIS_ASSIGN_OR_RETURN(const StoreState state, ReadState(connection, sealer));
  if (held != state.model) return DataCorrupt("meta (the row that names the model)");
  if (held && *held != model) return ModelMismatch(*held, model);
  return absl::OkStatus();
}

/// Moves what is in the log into the database and empties the log, which holds pages as they were
/// before. False if a reader is in the way.
absl::StatusOr<bool> EmptyLog(Connection& connection) {
  Query checkpoint(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
  PORTCULLIS_RETURN_IF_ERROR(checkpoint.Next().status());
  return checkpoint.Int(0) == 0;
}

absl::Status Prepare(Connection& connection, const Sealer& sealer,
                     const SqliteStoreOptions& options) {
  PORTCULLIS_RETURN_IF_ERROR(CheckOrigin(connection));
  PORTCULLIS_RETURN_IF_ERROR(Configure(connection));
  // A large mutation touches pages everywhere, as ids are random: 64 MiB instead of 2.
  PORTCULLIS_RETURN_IF_ERROR(connection.Execute("PRAGMA cache_size = -65536"));
  PORTCULLIS_RETURN_IF_ERROR(Migrate(connection, sealer, options.path));
  PORTCULLIS_RETURN_IF_ERROR(CheckModel(connection, sealer, options.model));
  // An erasure may have been cut short after its commit.
  PORTCULLIS_RETURN_IF_ERROR(RemoveBackupsOfErased(connection, options.path));
  return EmptyLog(connection).status();
}

bool Erases(const Mutation& mutation) {
  return std::any_of(mutation.changes.begin(), mutation.changes.end(),
                     [](const AuditedChange& change) {
                       return std::holds_alternative<EraseEntry>(change.change);
                     });
}

/// What can be read in one transaction.
struct Rows {
  Rows(Connection& read_from, const Sealer& opener, const ModelId& model)
      : connection(read_from),
        sealer(opener),
        lists(read_from, opener),
        entries(read_from, opener, model),
        journal(read_from, opener),
        policies(read_from, opener),
        requests(read_from, opener) {}

  absl::StatusOr<Entry> EntryOf(EntryId id) {
    PORTCULLIS_ASSIGN_OR_RETURN(std::optional<Entry> entry, entries.Find(id));
    if (!entry) return EntryNotFound(id);
    return *std::move(entry);
  }

  absl::StatusOr<std::vector<Entry>> EntriesOf(const std::vector<EntryId>& ids) {
    std::vector<Entry> found;
    found.reserve(ids.size());
    for (const EntryId id : ids) {
      PORTCULLIS_ASSIGN_OR_RETURN(std::optional<Entry> entry, entries.Find(id));
      // An index names it.
      if (!entry) return DataCorrupt(fmt::format("entry {}", FormatEntryId(id)));
      found.push_back(*std::move(entry));
    }
    return found;
  }

  using State = decltype(GalleryChange::state);
  absl::StatusOr<State> StateOf(const ChangedRecord& record) {
    if (std::holds_alternative<PolicyNumber>(record)) return NothingToCompare{};
    if (const auto* list = std::get_if<ListId>(&record)) {
      PORTCULLIS_ASSIGN_OR_RETURN(const bool present, lists.Exists(*list));
      if (!present) PORTCULLIS_RETURN_IF_ERROR(CheckRemoved(record));
      return ListPresence{*list, present};
    }
    const EntryId id = std::get<EntryId>(record);
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Entry> entry, entries.Find(id));
    if (!entry) {
      PORTCULLIS_RETURN_IF_ERROR(CheckRemoved(record));
      return EntryFaces{id, std::nullopt, std::nullopt};
    }
    PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Embedding> embeddings, entries.Embeddings(*entry));
    return DivideFaces(*entry, std::move(embeddings));
  }

  /// What is not there was removed, or it has vanished.
  absl::Status CheckRemoved(const ChangedRecord& record) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Sequence> removal, journal.RemovalOf(record));
    return removal ? absl::OkStatus() : DataCorrupt(ResourceName(record) + " (gone)");
  }

  Connection& connection;
  const Sealer& sealer;
  ListRows lists;
  EntryRows entries;
  JournalRows journal;
  PolicyRows policies;
  RequestRows requests;
};

}  // namespace

class SqliteWatchlistStore::Impl {
 public:
  Impl(SqliteStoreOptions options, std::unique_ptr<const Sealer> sealer,
       std::unique_ptr<Connection> writer, std::unique_ptr<Connection> reader)
      : options_(std::move(options)),
        sealer_(std::move(sealer)),
        start_cache_(options_.path, options_.model, *sealer_, options_.start_cache),
        writer_(std::move(writer)),
        reader_(std::move(reader)) {}

  /// Calls `read` with the rows of one state of the database.
  template <typename Read>
  std::invoke_result_t<Read, Rows&> ReadRows(const Read& read) const
      ABSL_LOCKS_EXCLUDED(read_mutex_) {
    const absl::MutexLock lock(&read_mutex_);
    Transaction transaction(*reader_);
    PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kRead));
    Rows rows(*reader_, *sealer_, options_.model);
    return read(rows);
  }

  absl::StatusOr<Sequence> ReadGalleryInto(GallerySink& sink) const {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, OpenToReadAll());
    Transaction transaction(*connection);
    PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kRead));
    if (start_cache_.is_used()) {
      PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Sequence> cached,
                                  start_cache_.Give(*connection, sink));
      if (cached) return *cached;
    }
    PORTCULLIS_ASSIGN_OR_RETURN(const StoreState state,
                                ReadGalleryRows(*connection, *sealer_, options_.model, sink));
    return state.last_change;
  }

  absl::Status RefreshStartCache() {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, OpenToReadAll());
    return start_cache_.Refresh(*connection);
  }

  void EndStartCacheChecks() { start_cache_.EndChecks(); }

  absl::Status DestroyStartCache() { return start_cache_.Destroy(); }

  absl::StatusOr<CommitResult> Commit(const Mutation& mutation) ABSL_LOCKS_EXCLUDED(write_mutex_);

 private:
  /// A connection of its own for what takes seconds, for which no page waits.
  absl::StatusOr<std::unique_ptr<Connection>> OpenToReadAll() const {
    PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection,
                                Connection::Open(options_.path, options_.busy_timeout));
    PORTCULLIS_RETURN_IF_ERROR(connection->Execute("PRAGMA query_only = ON"));
    return connection;
  }

  void FinishErasures() ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);

  const SqliteStoreOptions options_;
  const std::unique_ptr<const Sealer> sealer_;
  mutable StartCache start_cache_;  // mutable: of what it is told, nothing changes the store

  absl::Mutex write_mutex_;
  const std::unique_ptr<Connection> writer_ ABSL_PT_GUARDED_BY(write_mutex_);
  // The log or a backup may still hold what was erased.
  bool has_unfinished_erasure_ ABSL_GUARDED_BY(write_mutex_) = false;
  mutable absl::Mutex read_mutex_;
  const std::unique_ptr<Connection> reader_ ABSL_PT_GUARDED_BY(read_mutex_);
};

absl::StatusOr<CommitResult> SqliteWatchlistStore::Impl::Commit(const Mutation& mutation) {
  const absl::MutexLock lock(&write_mutex_);
  Transaction transaction(*writer_);
  PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kWrite));
  Failpoint("store.commit.begin");
  if (mutation.key) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        std::optional<std::string> kept,
        RequestRows(*writer_, *sealer_).FindResponse(*mutation.key, mutation.time));
    if (kept) return CommitResult{*std::move(kept), true};
  }
  PORTCULLIS_RETURN_IF_ERROR(WriteMutation(mutation, *writer_, *sealer_, options_.model));
  Failpoint("store.commit.before_commit");
  PORTCULLIS_RETURN_IF_ERROR(transaction.Commit());
  Failpoint("store.commit.after_commit");
  has_unfinished_erasure_ = has_unfinished_erasure_ || Erases(mutation);
  if (has_unfinished_erasure_) FinishErasures();
  return CommitResult{mutation.response, false};
}

void SqliteWatchlistStore::Impl::FinishErasures() {
  // The change is committed: what fails here is tried again after the next change and at the next
  // start. What is left until then is sealed.
  Failpoint("store.erase.before_checkpoint");
  // First, as it also ends a read of everything for the cache, which the log waits for.
  const absl::Status destroyed = start_cache_.Destroy();
  const absl::Status removed = RemoveBackupsOfErased(*writer_, options_.path);
  const absl::StatusOr<bool> emptied = EmptyLog(*writer_);
  has_unfinished_erasure_ = !destroyed.ok() || !removed.ok() || !emptied.ok() || !*emptied;
  Failpoint("store.erase.after_checkpoint");
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
  if (absl::Status status = Prepare(*writer, *sealer, options); !status.ok()) {
    return WithContext(status, options.path.string());
  }
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<Connection> reader,
                              Connection::Open(options.path, options.busy_timeout));
  PORTCULLIS_RETURN_IF_ERROR(reader->Execute("PRAGMA query_only = ON"));
  auto impl =
      std::make_unique<Impl>(options, std::move(sealer), std::move(writer), std::move(reader));
  if (!options.start_cache.use) PORTCULLIS_RETURN_IF_ERROR(impl->DestroyStartCache());
  return std::unique_ptr<SqliteWatchlistStore>(new SqliteWatchlistStore(std::move(impl)));
}

absl::StatusOr<std::vector<WatchList>> SqliteWatchlistStore::Lists(std::string_view after,
                                                                   std::size_t limit) const {
  return impl_->ReadRows([&](Rows& rows) { return rows.lists.After(after, limit); });
}

absl::StatusOr<WatchList> SqliteWatchlistStore::GetList(const ListId& id) const {
  return impl_->ReadRows([&](Rows& rows) -> absl::StatusOr<WatchList> {
    PORTCULLIS_ASSIGN_OR_RETURN(std::optional<WatchList> list, rows.lists.Find(id));
    if (!list) return ListNotFound(id);
    return *std::move(list);
  });
}

absl::StatusOr<Entry> SqliteWatchlistStore::GetEntry(EntryId id) const {
  return impl_->ReadRows([&](Rows& rows) { return rows.EntryOf(id); });
}

absl::StatusOr<std::vector<Entry>> SqliteWatchlistStore::Entries(const EntryQuery& query) const {
  return impl_->ReadRows([&](Rows& rows) -> absl::StatusOr<std::vector<Entry>> {
    if (query.list) {
      PORTCULLIS_ASSIGN_OR_RETURN(const bool exists, rows.lists.Exists(*query.list));
      if (!exists) return ListNotFound(*query.list);
    }
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<EntryId> ids,
                                SelectEntries(rows.connection, rows.sealer, query));
    return rows.EntriesOf(ids);
  });
}

absl::StatusOr<std::vector<EnrolledFace>> SqliteWatchlistStore::Faces(EntryId id) const {
  return impl_->ReadRows([&](Rows& rows) -> absl::StatusOr<std::vector<EnrolledFace>> {
    PORTCULLIS_ASSIGN_OR_RETURN(const Entry entry, rows.EntryOf(id));
    return rows.entries.Faces(entry);
  });
}

absl::StatusOr<std::vector<GalleryChange>> SqliteWatchlistStore::ChangesAfter(
    Sequence after, std::size_t limit) const {
  return impl_->ReadRows([&](Rows& rows) -> absl::StatusOr<std::vector<GalleryChange>> {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ChangelogRow> changed,
                                rows.journal.ChangesAfter(after, limit));
    std::vector<GalleryChange> changes;
    for (const ChangelogRow& row : changed) {
      PORTCULLIS_ASSIGN_OR_RETURN(auto state, rows.StateOf(row.record));
      changes.push_back({row.sequence, std::move(state)});
    }
    return changes;
  });
}

absl::StatusOr<Sequence> SqliteWatchlistStore::ReadGallery(GallerySink& sink) const {
  return impl_->ReadGalleryInto(sink);
}

absl::StatusOr<std::vector<AuditEvent>> SqliteWatchlistStore::EventsAfter(Sequence after,
                                                                          std::size_t limit) const {
  return impl_->ReadRows([&](Rows& rows) { return rows.journal.EventsAfter(after, limit); });
}

absl::Status SqliteWatchlistStore::RefreshStartCache() { return impl_->RefreshStartCache(); }

void SqliteWatchlistStore::EndStartCacheChecks() { impl_->EndStartCacheChecks(); }

absl::StatusOr<CommitResult> SqliteWatchlistStore::Commit(const Mutation& mutation) {
  return impl_->Commit(mutation);
}

absl::StatusOr<std::vector<PolicyVersion>> SqliteWatchlistStore::Policies() const {
  return impl_->ReadRows([&](Rows& rows) { return rows.policies.All(); });
}

absl::StatusOr<CommitResult> SqliteWatchlistStore::CommitPolicy(const PolicyMutation& mutation) {
  return impl_->Commit(MutationOf(mutation));
}

absl::StatusOr<std::optional<std::string>> SqliteWatchlistStore::FindResponse(
    const RequestKey& key, absl::Time now) const {
  return impl_->ReadRows([&](Rows& rows) { return rows.requests.FindResponse(key, now); });
}

absl::StatusOr<std::vector<Entry>> SqliteWatchlistStore::DueForTimeAct(absl::Time now,
                                                                       std::size_t limit) const {
  return impl_->ReadRows([&](Rows& rows) -> absl::StatusOr<std::vector<Entry>> {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<EntryId> ids,
                                SelectDueForTimeAct(rows.connection, now, limit));
    return rows.EntriesOf(ids);
  });
}

absl::StatusOr<Traces> SqliteWatchlistStore::TracesOf(EntryId entry) const {
  return impl_->ReadRows([&](Rows& rows) -> absl::StatusOr<Traces> {
    Traces traces;
    PORTCULLIS_ASSIGN_OR_RETURN(const bool has_rows, rows.entries.HasRowsOf(entry));
    PORTCULLIS_ASSIGN_OR_RETURN(const bool has_response, rows.requests.HasResponseAbout(entry));
    traces.any = has_rows || has_response;
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Sequence> removal,
                                rows.journal.RemovalOf(entry));
    if (!removal) return traces;
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events,
                                rows.journal.EventsAfter(Sequence{removal->value - 1}, 1));
    if (events.empty()) return DataCorrupt(fmt::format("audit event {}", removal->value));
    traces.erasure = events.front();
    return traces;
  });
}

}  // namespace portcullis
