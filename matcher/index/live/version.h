// What one search sees of the index, and what a change makes of it.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "matcher/core/reference_index.h"
#include "matcher/index/clusters/cluster_tree.h"
#include "matcher/index/clusters/reach.h"
#include "matcher/index/live/delta.h"
#include "matcher/index/live/part.h"

namespace portcullis {

/// What lets a search leave out references that are probably not the nearest.
struct Clusters {
  std::shared_ptr<const ClusterTree> tree;  // shared with the parts that it arranges
  std::size_t trained_on = 0;               // live references when it was trained
  Reach reach;                              // until it is measured, nothing is left out
  std::size_t measured_on = 0;              // live references then; 0: not yet
  std::size_t least_references = 0;         // in fewer, nothing is left out
};

/// Immutable once it is published; whoever holds it may read it as long as it likes. Each reference
/// is live in at most one place.
struct Version {
  std::vector<PartView> parts;
  DeltaView delta;
  // Null: nothing is left out. Shared with the versions that follow.
  std::shared_ptr<const Clusters> clusters;

  std::size_t live() const;
  std::size_t bytes() const;
};

struct ChangeLimits {
  std::size_t dimension = 0;
  std::size_t delta_rows = 0;     // 1 or more
  std::size_t max_part_rows = 0;  // 1 or more
};

/// `before` after the change. Additions go into the delta; when it has no room left they become a
/// part together with it, and so many that the delta would be full at once become a part by
/// themselves. ALREADY_EXISTS as ReferenceIndex::Apply says; then, and when std::bad_alloc is
/// thrown, no version sees anything of the change. Changes are made one after the other, each to
/// the version that the one before has made.
absl::StatusOr<Version> WithChange(const Version& before, const IndexChange& change,
                                   const ChangeLimits& limits, absl::Time now);

/// `before` with the live rows of its delta in a new one, so that the values of removed rows leave
/// the memory with the old one. Throws std::bad_alloc.
Version WithFreshDelta(const Version& before, const ChangeLimits& limits);

/// `before` with `merged` in the place of the parts `sources`, from whose live rows it was made.
/// What has been removed from them since is removed from it. Null: no row was live. Throws
/// std::bad_alloc.
Version WithMergedPart(const Version& before, const std::vector<PartView>& sources,
                       std::shared_ptr<const Part> merged, absl::Time now);

/// One or more rows of `sources` that are live; null if none is. Throws std::bad_alloc.
std::shared_ptr<const Part> MergeParts(const std::vector<PartView>& sources, std::size_t dimension);

/// The same, arranged by `tree` where a segment has `least_rows` or more. INTERNAL if that fails.
absl::StatusOr<std::shared_ptr<const Part>> MergeArranged(const std::vector<PartView>& sources,
                                                          std::shared_ptr<const ClusterTree> tree,
                                                          std::size_t least_rows);

}  // namespace portcullis
