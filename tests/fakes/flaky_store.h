// A store that can be told to fail.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "border/watchlist/store.h"
#include "matcher/core/error_reason.h"

namespace portcullis::testing {

/// Passes everything on to another store, except that the changelog cannot be read while
/// `changelog_broken` and nothing can be committed while `commits_broken`, both UNAVAILABLE. Set
/// them while nobody calls.
class FlakyStore final : public WatchlistStore {
 public:
  explicit FlakyStore(std::unique_ptr<WatchlistStore> store) : store_(std::move(store)) {}

  absl::StatusOr<std::vector<WatchList>> Lists(std::string_view after,
                                               std::size_t limit) const override {
    return store_->Lists(after, limit);
  }
  absl::StatusOr<WatchList> GetList(const ListId& id) const override { return store_->GetList(id); }
  absl::StatusOr<Entry> GetEntry(EntryId id) const override { return store_->GetEntry(id); }
  absl::StatusOr<std::vector<Entry>> Entries(const EntryQuery& query) const override {
    return store_->Entries(query);
  }
  absl::StatusOr<std::vector<EnrolledFace>> Faces(EntryId id) const override {
    return store_->Faces(id);
  }
  absl::StatusOr<std::vector<GalleryChange>> ChangesAfter(Sequence after,
                                                          std::size_t limit) const override {
    if (changelog_broken) return Broken();
    return store_->ChangesAfter(after, limit);
  }
  absl::StatusOr<Sequence> ReadGallery(GallerySink& sink) const override {
    if (changelog_broken) return Broken();
    return store_->ReadGallery(sink);
  }
  absl::StatusOr<std::vector<AuditEvent>> EventsAfter(Sequence after,
                                                      std::size_t limit) const override {
    return store_->EventsAfter(after, limit);
  }
  absl::StatusOr<CommitResult> Commit(const Mutation& mutation) override {
    if (commits_broken) return Broken();
    return store_->Commit(mutation);
  }
  absl::StatusOr<std::optional<std::string>> FindResponse(const RequestKey& key,
                                                          absl::Time now) const override {
    return store_->FindResponse(key, now);
  }
  absl::StatusOr<std::vector<Entry>> DueForTimeAct(absl::Time now,
                                                   std::size_t limit) const override {
    return store_->DueForTimeAct(now, limit);
  }
  absl::StatusOr<Traces> TracesOf(EntryId entry) const override { return store_->TracesOf(entry); }

  bool changelog_broken = false;
  bool commits_broken = false;

 private:
  static absl::Status Broken() {
    return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable, "broken");
  }

  const std::unique_ptr<WatchlistStore> store_;
};

}  // namespace portcullis::testing
