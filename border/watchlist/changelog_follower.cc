#include "border/watchlist/changelog_follower.h"

#include <cstddef>
#include <type_traits>
#include <variant>
#include <vector>

#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr std::size_t kChangesAtATime = 1000;

absl::Status Apply(const GalleryChange& change, Gallery& gallery) {
  return std::visit(
      [&gallery](const auto& state) -> absl::Status {
        using State = std::decay_t<decltype(state)>;
        if constexpr (std::is_same_v<State, ListId>) {
          gallery.PutList(state);
          return absl::OkStatus();
        } else if constexpr (std::is_same_v<State, EnrolledEntry>) {
          return gallery.PutEntry(state);
        } else {
          return gallery.RemoveEntry(state);
        }
      },
      change.state);
}

}  // namespace

ChangelogFollower::ChangelogFollower(const WatchlistReader& store, Gallery& gallery)
    : store_(store), gallery_(gallery) {}

absl::Status ChangelogFollower::CatchUp() {
  const absl::MutexLock lock(&mutex_);
  const absl::Status status = ApplyAll();
  if (status.ok()) {
    gallery_.MarkComplete(applied_);
  } else {
    gallery_.MarkIncomplete();
  }
  return status;
}

absl::Status ChangelogFollower::ApplyAll() {
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<GalleryChange> changes,
                                store_.ChangesAfter(applied_, kChangesAtATime));
    if (changes.empty()) return absl::OkStatus();
    for (const GalleryChange& change : changes) {
      PORTCULLIS_RETURN_IF_ERROR(Apply(change, gallery_));
      applied_ = change.sequence;
    }
  }
}

}  // namespace portcullis
