// WatchlistStore and PolicyStore without a disk.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "border/audit/audit_event.h"
#include "border/policy/policy_store.h"
#include "border/watchlist/store.h"
#include "store/changed_record.h"

namespace portcullis {

/// Keeps the contracts except that nothing outlives the object and nothing is
/// sealed. Thread-safe.
class MemoryWatchlistStore final : public WatchlistStore, public PolicyStore {
 public:
  /// For embeddings of `model`.
  explicit MemoryWatchlistStore(ModelId model) : model_(std::move(model)) {}

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
  absl::StatusOr<CommitResult> Commit(const Mutation& mutation) override;
  absl::StatusOr<std::optional<std::string>> FindResponse(const RequestKey& key,
                                                          absl::Time now) const override;
  absl::StatusOr<std::vector<Entry>> DueForTimeAct(absl::Time now,
                                                   std::size_t limit) const override;
  absl::StatusOr<Traces> TracesOf(EntryId entry) const override;
  absl::StatusOr<std::vector<PolicyVersion>> Policies() const override;
  absl::StatusOr<CommitResult> CommitPolicy(const PolicyMutation& mutation) override;

 private:
  struct StoredEntry {
    Entry entry;
    std::map<ReferenceId, EnrolledFace> faces;  // entry.references says what is told of them
  };
  struct LoggedChange {
    ChangedRecord record;
    bool removed;
  };
  struct KeptRequest {
    std::string fingerprint;
    absl::Time time;
    std::optional<std::string> response;  // none once the entry that it is about is erased
    std::optional<EntryId> about;
  };
  /// A record as it was before a change.
  using Former = std::variant<std::pair<ListId, std::optional<WatchList>>,
                              std::pair<EntryId, std::optional<StoredEntry>>,
                              std::pair<PolicyNumber, std::optional<PolicyVersion>>>;

  absl::StatusOr<std::optional<std::string>> Find(const RequestKey& key, absl::Time now) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  using State = decltype(GalleryChange::state);
  State StateOf(const ChangedRecord& record) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  EntryFaces FacesOf(EntryId id) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  Former FormerOf(const ChangedRecord& record) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void Restore(Former former) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ApplyAll(const Mutation& mutation) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Apply(const PutList& change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Apply(const DeleteList& change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Apply(const PutEntry& change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Apply(const EraseEntry& change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Apply(const PutPolicy& change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void KeepRequest(const Mutation& mutation) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ModelId model_;

  mutable absl::Mutex mutex_;
  std::map<std::string, WatchList, std::less<>> lists_ ABSL_GUARDED_BY(mutex_);
  std::map<EntryId, StoredEntry> entries_ ABSL_GUARDED_BY(mutex_);
  std::map<PolicyNumber, PolicyVersion> policies_ ABSL_GUARDED_BY(mutex_);
  std::vector<LoggedChange> changelog_ ABSL_GUARDED_BY(mutex_);  // sequence 1 first
  std::vector<AuditEvent> audit_ ABSL_GUARDED_BY(mutex_);        // likewise
  std::map<std::string, KeptRequest> requests_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace portcullis
