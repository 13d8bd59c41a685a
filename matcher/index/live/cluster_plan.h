// What has to be done until a search may leave something out.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "matcher/index/live/version.h"

namespace portcullis {

struct ClusterRules {
  /// A search over fewer references leaves nothing out.
  std::size_t least_references = std::numeric_limits<std::size_t>::max();
  std::size_t branches = 32;  // ClusterTree; its leaves are the square of it
  /// A segment of a part is arranged if it has so many rows for each leaf, on average: in a leaf of
  /// fewer the scanner would look at more rows beside it than in it.
  std::size_t least_rows_per_leaf = 32;
  std::size_t sample_per_leaf = 128;              // references to train with
  std::size_t probes = 2048;                      // references to measure the reach with
  absl::Duration retry_after = absl::Minutes(5);  // since a step failed

  std::size_t leaves() const { return branches * branches; }
  std::size_t least_rows() const { return least_rows_per_leaf * leaves(); }
};

enum class ClusterStep {
  kNothing,
  kTrain,    // a tree
  kArrange,  // ClusterPlan::part by the tree
  kMeasure,  // the reach
};

struct ClusterPlan {
  ClusterStep step = ClusterStep::kNothing;
  PartView part;  // of kArrange
};

/// The next step. A tree is trained anew when there are twice as many references as it was trained
/// with, or half as many; the reach is measured again when a quarter more or fewer are there.
/// Nothing where there are too few references, or none of the parts is worth being arranged.
ClusterPlan PlanClusters(const Version& version, const ClusterRules& rules);

/// A tree for the references of `version`, of which there are rules.branches or more. INTERNAL if
/// that fails. Throws std::bad_alloc.
absl::StatusOr<std::shared_ptr<const Clusters>> TrainClusters(const Version& version,
                                                              std::size_t dimension,
                                                              const ClusterRules& rules);

}  // namespace portcullis
