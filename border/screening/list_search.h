// The search of the watch lists, as far as it has to go.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "border/policy/policy_version.h"
#include "border/screening/recall_watch.h"
#include "matcher/core/checkpoint.h"
#include "matcher/core/ids.h"
#include "matcher/pipeline/fuse_frames.h"
#include "matcher/pipeline/gallery.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

/// What stays the same in every search of one check. Refers to what outlives it.
struct ListSearch {
  const Gallery& gallery;
  const Calibration& calibration;
  const PolicyVersion& version;
  RecallWatch& recall;
  const std::vector<ListId>& lists;  // empty means every list
  std::size_t least_candidates = 1;  // to be found, as far as there are so many
};

/// Searches with each probe, one or more, until nobody who was not looked at can be at a level.
/// Distances are corrected (FusedProbe::Corrected).
/// Of several probes each is a search of its own: the result has every entry that one of them
/// found, at the distance of the nearest. It is complete if all were, and as old as the oldest.
///
/// Where the policy demands less than a recall of 1 and `search.recall` allows it, the searches may
/// be approximate (GalleryResult::is_exact). Some are made both ways, and the exact one answers:
/// the approximate one is held to have found all if it found the nearest entry and every one that
/// may be at a level, as near as the exact one did. The nearest, since every search has one, also
/// those for strangers, and it is harder to find than a listed person, who is nearer; those at a
/// level, since they are what the search is for. An error of the approximate search is an exact
/// search. Asks `checkpoint` between searches. Errors: its own, and those of Gallery::Search.
absl::StatusOr<GalleryResult> SearchFarEnough(std::span<const FusedProbe> probes,
                                              const ListSearch& search,
                                              const Checkpoint& checkpoint);

}  // namespace portcullis
