#include "border/screening/list_search.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "border/policy/search_levels.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

/// Twice as many each time: the last search costs as much as all before it.
absl::StatusOr<GalleryResult> SearchWith(const FusedProbe& probe, const ListSearch& search,
                                         const Checkpoint& checkpoint) {
  std::size_t wanted = std::max<std::size_t>(search.least_candidates, 1);
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        GalleryResult found,
        search.gallery.Search(probe.embedding, {.max_candidates = wanted, .lists = search.lists}));
    for (FoundEntry& entry : found.candidates) entry.distance = probe.Corrected(entry.distance);
    if (!found.has_more) return found;
    const SearchLevels levels(
        search.policy, search.calibration, found.lists,
        {.entries = found.entries_searched, .references = found.references_searched});
    const bool reaches_far_enough =
        !found.candidates.empty() && !levels.MayReachALevel(found.candidates.back().distance);
    if (reaches_far_enough) return found;
    PORTCULLIS_RETURN_IF_ERROR(checkpoint());
    wanted *= 2;
  }
}

bool IsNearer(const FoundEntry& a, const FoundEntry& b) {
  return std::tie(a.distance, a.entry) < std::tie(b.distance, b.entry);
}

void Add(GalleryResult more, GalleryResult& all) {
  for (FoundEntry& entry : more.candidates) {
    const auto known =
        std::find_if(all.candidates.begin(), all.candidates.end(),
                     [&entry](const FoundEntry& other) { return other.entry == entry.entry; });
    if (known == all.candidates.end()) {
      all.candidates.push_back(std::move(entry));
    } else if (entry.distance < known->distance) {
      *known = std::move(entry);
    }
  }
  std::sort(all.candidates.begin(), all.candidates.end(), IsNearer);
  all.has_more = all.has_more || more.has_more;
  all.complete = all.complete && more.complete;
  all.epoch = std::min(all.epoch, more.epoch);
  all.entries_searched = std::min(all.entries_searched, more.entries_searched);
  if (more.references_searched < all.references_searched) {
    all.references_searched = more.references_searched;
    all.lists = std::move(more.lists);
  }
}

}  // namespace

absl::StatusOr<GalleryResult> SearchFarEnough(std::span<const FusedProbe> probes,
                                              const ListSearch& search,
                                              const Checkpoint& checkpoint) {
  PORTCULLIS_ASSIGN_OR_RETURN(GalleryResult all, SearchWith(probes.front(), search, checkpoint));
  for (const FusedProbe& probe : probes.subspan(1)) {
    PORTCULLIS_RETURN_IF_ERROR(checkpoint());
    PORTCULLIS_ASSIGN_OR_RETURN(GalleryResult more, SearchWith(probe, search, checkpoint));
    Add(std::move(more), all);
  }
  return all;
}

}  // namespace portcullis
