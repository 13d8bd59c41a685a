// WatchlistStore and PolicyStore in one SQLite file: what production uses on one machine.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/policy/policy_store.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "store/sqlite/start_cache.h"

namespace portcullis {

struct SqliteStoreOptions {
  std::filesystem::path path;      // of the database; made if absent, with its folder
  ModelId model;                   // in use; every embedding is of it
  std::filesystem::path key_file;  // as CreateKeyFile makes it
  /// How long a call waits for another process that holds the database.
  absl::Duration busy_timeout = absl::Seconds(5);
  StartCacheOptions start_cache = {};
};

/// Thread-safe. Reads run beside a commit and see the state before or after it. Lists, entries,
/// embeddings, portraits, policies and kept responses are sealed (store/sealing.h); every value
/// that is read is checked, and a sum over all of them shows when one has vanished.
///
/// An erased entry leaves ids behind, in the changelog and the audit record, and nothing else: its
/// rows are overwritten in the database, its log and its backups, the start cache is destroyed, and
/// a repetition of a request whose response was about it gets NOT_FOUND with ENTRY_NOT_FOUND.
class SqliteWatchlistStore final : public WatchlistStore, public PolicyStore {
 public:
  /// Opens the database, brings its schema up to date and checks that key and model are those that
  /// its data was made with. FAILED_PRECONDITION: KEY_INVALID (missing, malformed, or another key),
  /// MODEL_MISMATCH, STORE_UNAVAILABLE (used by a newer release). DATA_LOSS/DATA_CORRUPT: damaged,
  /// or a database of another program. UNAVAILABLE/STORE_UNAVAILABLE: cannot be opened. Apart from
  /// an older schema brought up to date, a database that is refused is left as it was. Before that
  /// it is copied to "<path>.before-schema-<version>".
  static absl::StatusOr<std::unique_ptr<SqliteWatchlistStore>> Open(
      const SqliteStoreOptions& options);
  ~SqliteWatchlistStore() override;

  absl::StatusOr<std::vector<WatchList>> Lists(std::string_view after,
                                               std::size_t limit) const override;
  absl::StatusOr<WatchList> GetList(const ListId& id) const override;
  absl::StatusOr<Entry> GetEntry(EntryId id) const override;
  absl::StatusOr<std::vector<Entry>> Entries(const EntryQuery& query) const override;
  absl::StatusOr<std::vector<EnrolledFace>> Faces(EntryId id) const override;
  absl::StatusOr<std::vector<GalleryChange>> ChangesAfter(Sequence after,
                                                          std::size_t limit) const override;
  absl::StatusOr<Sequence> ReadGallery(GallerySink& sink) const override;
  absl::StatusOr<std::vector<AuditEvent>> EventsAfter(Sequence after,
                                                      std::size_t limit) const override;

  /// As StartCache::Refresh, beside everything else that the store does; errors of opening it once
  /// more.
  absl::Status RefreshStartCache();
  /// As StartCache::EndChecks.
  void EndStartCacheChecks();

  absl::StatusOr<CommitResult> Commit(const Mutation& mutation) override;
  absl::StatusOr<std::optional<std::string>> FindResponse(const RequestKey& key,
                                                          absl::Time now) const override;
  absl::StatusOr<std::vector<Entry>> DueForTimeAct(absl::Time now,
                                                   std::size_t limit) const override;
  absl::StatusOr<Traces> TracesOf(EntryId entry) const override;
  absl::StatusOr<std::vector<PolicyVersion>> Policies() const override;
  absl::StatusOr<CommitResult> CommitPolicy(const PolicyMutation& mutation) override;

 private:
  class Impl;
  explicit SqliteWatchlistStore(std::unique_ptr<Impl> impl);

  const std::unique_ptr<Impl> impl_;
};

}  // namespace portcullis
