#include "store/snapshot/restore.h"

#include <memory>
#include <system_error>
#include <utility>

#include "border/watchlist/store.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "store/raw_file.h"
#include "store/sealing.h"
#include "store/snapshot/durable_file.h"
#include "store/snapshot/manifest.h"
#include "store/snapshot/sqlite_snapshots.h"
#include "store/sqlite/sqlite_watchlist_store.h"
#include "store/start_cache/cache_file.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kEventsAtATime = 10'000;
constexpr std::string_view kEntryPrefix = "entries/";

absl::Status Failed(std::string_view act, const std::error_code& error) {
  return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable,
                   fmt::format("cannot {}: {}", act, error.message()));
}

absl::StatusOr<Manifest> CheckSnapshot(const RestoreOptions& options, const ReceiptSigner& signer) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto sealer, Sealer::FromKeyFile(options.key_file));
  // Before the signature, which another key has not made either: this says what is to be done.
  const auto text = ReadSmallFile(options.snapshot / kManifestFile);
  const auto manifest = text.ok() ? ParseManifest(*text) : absl::StatusOr<Manifest>(text.status());
  if (manifest.ok() && manifest->key_id != sealer->key_id()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kKeyInvalid,
                     fmt::format("the snapshot is sealed by key {}, {} is key {}", manifest->key_id,
                                 options.key_file.string(), sealer->key_id()));
  }
  const SnapshotFindings examined = ExamineSnapshot(options.snapshot, signer);
  if (!examined.findings.empty() || !manifest.ok()) {
    const std::string why = examined.findings.empty() ? "it cannot be read" : examined.findings[0];
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kSnapshotInvalid,
                     fmt::format("{}: {}", options.snapshot.string(), why));
  }
  if (!manifest->model_id.empty() && manifest->model_id != options.model.ToString()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch,
                     fmt::format("the snapshot holds embeddings of {}, in use is {}",
                                 manifest->model_id, options.model.ToString()));
  }
  return *manifest;
}

SqliteStoreOptions StoreAt(const fs::path& path, const RestoreOptions& options) {
  return {.path = path, .model = options.model, .key_file = options.key_file};
}

/// Entries whose erasure the database at `path` knows of.
absl::StatusOr<std::vector<EntryId>> ErasedIn(const fs::path& path, const RestoreOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto store, SqliteWatchlistStore::Open(StoreAt(path, options)));
  std::vector<EntryId> erased;
  Sequence after;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events,
                                store->EventsAfter(after, kEventsAtATime));
    if (events.empty()) return erased;
    after = events.back().sequence;
    for (const AuditEvent& event : events) {
      const bool erasure = event.action == "EraseEntry" && event.target.starts_with(kEntryPrefix);
      if (!erasure) continue;
      const auto id = ParseEntryId(std::string_view(event.target).substr(kEntryPrefix.size()));
      if (id) erased.push_back(*id);
    }
  }
}

absl::StatusOr<std::vector<std::string>> EraseAgain(const std::vector<EntryId>& erased,
                                                    const fs::path& path,
                                                    const RestoreOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto store, SqliteWatchlistStore::Open(StoreAt(path, options)));
  std::vector<std::string> done;
  for (const EntryId id : erased) {
    const absl::StatusOr<Entry> entry = store->GetEntry(id);
    if (absl::IsNotFound(entry.status())) continue;
    PORTCULLIS_RETURN_IF_ERROR(entry.status());
    Mutation mutation{.key = std::nullopt, .actor = "restore", .time = options.now, .changes = {}};
    mutation.changes.push_back({"EraseEntry", EraseEntry{id, entry->revision}});
    PORTCULLIS_RETURN_IF_ERROR(store->Commit(mutation).status());
    done.push_back("entries/" + FormatEntryId(id));
  }
  return done;
}

/// The database with the log that belongs to it, which SQLite would otherwise apply to another.
absl::Status Rename(const fs::path& from, const fs::path& to) {
  std::error_code error;
  for (const char* suffix : {"-wal", "-shm", ""}) {
    const fs::path source = from.string() + suffix;
    if (!fs::exists(source, error)) continue;
    fs::rename(source, to.string() + suffix, error);
    if (error) return Failed("rename " + source.string(), error);
  }
  return SyncFolder(from.parent_path());
}

}  // namespace

absl::StatusOr<RestoreResult> RestoreSnapshot(const RestoreOptions& options,
                                              const ReceiptSigner& signer) {
  PORTCULLIS_ASSIGN_OR_RETURN(const Manifest manifest, CheckSnapshot(options, signer));
  RestoreResult result;
  result.snapshot = manifest.snapshot;

  std::error_code error;
  fs::create_directories(options.database.parent_path(), error);
  if (error) return Failed("make the data folder", error);
  const fs::path incoming = options.database.string() + ".incoming";
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(incoming.string() + suffix, error);
  fs::copy_file(options.snapshot / kDatabaseFile, incoming, error);
  if (error) return Failed("copy the snapshot", error);
  fs::permissions(incoming, fs::perms::owner_read | fs::perms::owner_write, error);
  PORTCULLIS_RETURN_IF_ERROR(SyncFile(incoming));

  // All that can fail for the content's sake happens to the copy, before anything is replaced.
  std::vector<EntryId> erased;
  if (fs::exists(options.database, error)) {
    auto known = ErasedIn(options.database, options);
    if (known.ok()) {
      erased = *std::move(known);
    } else {
      result.erasures_unknown = std::string(known.status().message());
    }
  }
  PORTCULLIS_ASSIGN_OR_RETURN(result.erased_again, EraseAgain(erased, incoming, options));

  // What it repeats is no longer there to be searched.
  PORTCULLIS_RETURN_IF_ERROR(StartCacheFile(options.database).Destroy());
  if (fs::exists(options.database, error)) {
    result.set_aside =
        fmt::format("{}.before-restore-{}", options.database.string(),
                    absl::FormatTime("%Y%m%d-%H%M%S", options.now, absl::UTCTimeZone()));
    PORTCULLIS_RETURN_IF_ERROR(Rename(options.database, result.set_aside));
  }
  PORTCULLIS_RETURN_IF_ERROR(Rename(incoming, options.database));
  return result;
}

}  // namespace portcullis
