#include "border/screening/list_search.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "border/policy/search_levels.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

SearchLevels LevelsFor(const GalleryResult& found, const ListSearch& search) {
  return {search.version.policy,
          search.calibration,
          found.lists,
          {.entries = found.entries_searched, .references = found.references_searched}};
}

/// Twice as many each time: the last search costs as much as all before it.
absl::StatusOr<GalleryResult> SearchWith(const FusedProbe& probe, const ListSearch& search,
                                         double aimed_recall, const Checkpoint& checkpoint) {
  std::size_t wanted = std::max<std::size_t>(search.least_candidates, 1);
  while (true) {
    const GalleryQuery query{
        .max_candidates = wanted, .lists = search.lists, .aimed_recall = aimed_recall};
    PORTCULLIS_ASSIGN_OR_RETURN(GalleryResult found, search.gallery.Search(probe.embedding, query));
    for (FoundEntry& entry : found.candidates) entry.distance = probe.Corrected(entry.distance);
    if (!found.has_more) return found;
    const SearchLevels levels = LevelsFor(found, search);
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
  all.is_exact = all.is_exact && more.is_exact;
  all.references_compared = std::min(all.references_compared, more.references_compared);
  all.epoch = std::min(all.epoch, more.epoch);
  all.entries_searched = std::min(all.entries_searched, more.entries_searched);
  if (more.references_searched < all.references_searched) {
    all.references_searched = more.references_searched;
    all.lists = std::move(more.lists);
  }
}

absl::StatusOr<GalleryResult> SearchWithAll(std::span<const FusedProbe> probes,
                                            const ListSearch& search, double aimed_recall,
                                            const Checkpoint& checkpoint) {
  PORTCULLIS_ASSIGN_OR_RETURN(GalleryResult all,
                              SearchWith(probes.front(), search, aimed_recall, checkpoint));
  for (const FusedProbe& probe : probes.subspan(1)) {
    PORTCULLIS_RETURN_IF_ERROR(checkpoint());
    PORTCULLIS_ASSIGN_OR_RETURN(GalleryResult more,
                                SearchWith(probe, search, aimed_recall, checkpoint));
    Add(std::move(more), all);
  }
  return all;
}

bool FoundAllThatMatters(const GalleryResult& approximate, const GalleryResult& exact,
                         const ListSearch& search) {
  const SearchLevels levels = LevelsFor(exact, search);
  for (const FoundEntry& entry : exact.candidates) {
    const bool is_nearest = &entry == &exact.candidates.front();
    if (!is_nearest && !levels.MayReachALevel(entry.distance)) break;
    const bool is_found =
        std::any_of(approximate.candidates.begin(), approximate.candidates.end(),
                    [&entry](const FoundEntry& other) {
                      return other.entry == entry.entry && other.distance <= entry.distance;
                    });
    if (!is_found) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<GalleryResult> SearchFarEnough(std::span<const FusedProbe> probes,
                                              const ListSearch& search,
                                              const Checkpoint& checkpoint) {
  const double demanded = search.version.policy.min_search_recall;
  const SearchPlan plan =
      search.recall.Choose(demanded, search.version.effective_at.value_or(absl::InfinitePast()));
  if (plan.way == SearchWay::kExact) return SearchWithAll(probes, search, 1, checkpoint);

  absl::StatusOr<GalleryResult> approximate =
      SearchWithAll(probes, search, plan.aimed_recall, checkpoint);
  const bool is_answer =
      approximate.ok() && (approximate->is_exact || plan.way == SearchWay::kApproximate);
  if (is_answer) return approximate;
  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  absl::StatusOr<GalleryResult> exact = SearchWithAll(probes, search, 1, checkpoint);
  if (!exact.ok()) return exact;  // then it says nothing about the approximate one
  if (approximate.ok()) {
    search.recall.Record(demanded, FoundAllThatMatters(*approximate, *exact, search));
  } else {
    search.recall.Fail(demanded, approximate.status());
  }
  return exact;
}

}  // namespace portcullis
