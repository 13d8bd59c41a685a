// WatchlistStore without a disk.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "border/audit/audit_event.h"
#include "border/watchlist/store.h"

namespace portcullis {

/// Keeps the contract of WatchlistStore except that nothing outlives the object and nothing is
/// sealed. Thread-safe.
class MemoryWatchlistStore final : public WatchlistStore {
 public:
  /// For embeddings of `model`.
  explicit MemoryWatchlistStore(ModelId model) : model_(std::move(model)) {}

  absl::StatusOr<std::vector<WatchList>> Lists(std::string_view after,
                                               std::size_t limit) const override;
  absl::StatusOr<Entry> GetEntry(EntryId id) const override;
  absl::StatusOr<std::vector<Entry>> Entries(const EntryQuery& query) const override;
  absl::StatusOr<std::vector<GalleryChange>> ChangesAfter(Sequence after,
                                                          std::size_t limit) const override;
  absl::StatusOr<CommitResult> Commit(const Mutation& mutation) override;
  absl::StatusOr<std::optional<std::string>> FindResponse(const RequestKey& key,
                                                          absl::Time now) const override;

  std::vector<AuditEvent> AuditEvents() const;

 private:
  using Changed = std::variant<ListId, EntryId>;
  struct StoredEntry {
    Entry entry;
    std::vector<EnrolledFace> faces;
  };
  struct KeptRequest {
    std::string fingerprint;
    absl::Time time;
    std::string response;
    std::optional<EntryId> enrolled;  // the entry that the response is about
  };

  absl::StatusOr<std::optional<std::string>> Find(const RequestKey& key, absl::Time now) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Changed> Apply(const CreateListChange& change)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Changed> Apply(const EnrollEntryChange& change)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Changed> Apply(const DeleteEntryChange& change)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ModelId model_;

  mutable absl::Mutex mutex_;
  std::map<std::string, WatchList, std::less<>> lists_ ABSL_GUARDED_BY(mutex_);
  std::map<EntryId, StoredEntry> entries_ ABSL_GUARDED_BY(mutex_);
  std::vector<Changed> changelog_ ABSL_GUARDED_BY(mutex_);  // sequence 1 first
  std::vector<AuditEvent> audit_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, KeptRequest> requests_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace portcullis
