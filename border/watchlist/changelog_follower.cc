#include "border/watchlist/changelog_follower.h"

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr std::size_t kChangesAtATime = 1000;

absl::Status PutOrRemove(EntryId id, const std::optional<EnrolledEntry>& entry, Gallery& gallery) {
  return entry ? gallery.PutEntry(*entry) : gallery.RemoveEntry(id);
}

absl::Status Apply(const EntryFaces& faces, const Galleries& galleries) {
  PORTCULLIS_RETURN_IF_ERROR(PutOrRemove(faces.id, faces.searchable, galleries.searchable));
  return PutOrRemove(faces.id, faces.dormant, galleries.dormant);
}

absl::Status Apply(const ListPresence& state, const Galleries& galleries) {
  for (Gallery* gallery : {&galleries.searchable, &galleries.dormant}) {
    if (state.present) {
      gallery->PutList(state.list);
    } else {
      PORTCULLIS_RETURN_IF_ERROR(gallery->RemoveList(state.list));
    }
  }
  return absl::OkStatus();
}

absl::Status Apply(const NothingToCompare& /*state*/, const Galleries& /*galleries*/) {
  return absl::OkStatus();
}

/// Fills empty galleries. What an index is given at once it makes one part of, so the searchable
/// entries, which may be a million, are gathered first.
class Filler final : public GallerySink {
 public:
  explicit Filler(const Galleries& galleries) : galleries_(galleries) {}

  absl::Status PutLists(std::vector<ListId> lists) override {
    for (ListId& list : lists) {
      PORTCULLIS_RETURN_IF_ERROR(Apply(ListPresence{std::move(list), true}, galleries_));
    }
    return absl::OkStatus();
  }

  absl::Status PutEntries(std::vector<EntryFaces> entries) override {
    std::vector<EnrolledEntry> dormant;
    for (EntryFaces& entry : entries) {
      if (entry.searchable) searchable_.push_back(*std::move(entry.searchable));
      if (entry.dormant) dormant.push_back(*std::move(entry.dormant));
    }
    if (searchable_.size() >= kEntriesAtATime) PORTCULLIS_RETURN_IF_ERROR(Flush());
    if (dormant.empty()) return absl::OkStatus();
    return galleries_.dormant.PutEntries(std::move(dormant));
  }

  absl::Status StartOver() override {
    searchable_.clear();
    PORTCULLIS_RETURN_IF_ERROR(galleries_.searchable.Clear());
    return galleries_.dormant.Clear();
  }

  /// To be called at the end.
  absl::Status Flush() { return galleries_.searchable.PutEntries(std::exchange(searchable_, {})); }

 private:
  static constexpr std::size_t kEntriesAtATime = 16384;

  const Galleries& galleries_;
  std::vector<EnrolledEntry> searchable_;
};

}  // namespace

ChangelogFollower::ChangelogFollower(const Changelog& changelog, const Galleries& galleries)
    : changelog_(changelog), galleries_(galleries) {}

absl::Status ChangelogFollower::CatchUp() {
  const absl::MutexLock lock(&mutex_);
  absl::Status status = ApplyAll();
  if (status.ok()) status = damage_;
  Mark(status);
  return status;
}

void ChangelogFollower::Distrust(const absl::Status& why) {
  const absl::MutexLock lock(&mutex_);
  damage_ = why;
  Mark(damage_);
}

void ChangelogFollower::Mark(const absl::Status& status) {
  for (Gallery* gallery : {&galleries_.searchable, &galleries_.dormant}) {
    if (status.ok()) {
      gallery->MarkComplete(applied_);
    } else {
      gallery->MarkIncomplete();
    }
  }
}

absl::Status ChangelogFollower::ApplyAll() {
  if (!fill_tried_) {
    // Once only: after half of it, an entry that is erased before the second half would stay. The
    // changes from the first on tell of it too.
    fill_tried_ = true;
    Filler filler(galleries_);
    const absl::StatusOr<Sequence> read = changelog_.ReadGallery(filler);
    // Whom half of a reading found can be referred.
    const absl::Status flushed = filler.Flush();
    if (!read.ok()) return read.status();
    PORTCULLIS_RETURN_IF_ERROR(flushed);
    applied_ = *read;
  }
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<GalleryChange> changes,
                                changelog_.ChangesAfter(applied_, kChangesAtATime));
    if (changes.empty()) return absl::OkStatus();
    for (const GalleryChange& change : changes) {
      PORTCULLIS_RETURN_IF_ERROR(
          std::visit([this](const auto& state) { return Apply(state, galleries_); }, change.state));
      applied_ = change.sequence;
    }
  }
}

}  // namespace portcullis
