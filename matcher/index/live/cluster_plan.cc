#include "matcher/index/live/cluster_plan.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "matcher/core/status_macros.h"
#include "matcher/index/live/version_rows.h"

namespace portcullis {
namespace {

bool IsWorthArranging(const PartView& view, const ClusterRules& rules) {
  return std::any_of(view.part->segments().begin(), view.part->segments().end(),
                     [&](const Part::Segment& segment) {
                       return view.LiveIn(segment.rows) >= rules.least_rows();
                     });
}

/// Whether `now` is `more` times `then` or beyond, or as far in the other direction.
bool IsFarFrom(std::size_t then, std::size_t now, double more) {
  const auto before = static_cast<double>(then);
  const auto after = static_cast<double>(now);
  return after >= more * before || after * more <= before;
}

}  // namespace

ClusterPlan PlanClusters(const Version& version, const ClusterRules& rules) {
  const std::size_t live = version.live();
  std::vector<PartView> worthwhile;
  for (const PartView& view : version.parts) {
    if (IsWorthArranging(view, rules)) worthwhile.push_back(view);
  }
  if (live < rules.least_references || worthwhile.empty()) return {};

  const Clusters* clusters = version.clusters.get();
  if (clusters == nullptr || IsFarFrom(clusters->trained_on, live, 2)) {
    return {.step = ClusterStep::kTrain, .part = {}};
  }
  for (const PartView& view : worthwhile) {
    if (view.part->tree() != clusters->tree.get()) {
      return {.step = ClusterStep::kArrange, .part = view};
    }
  }
  if (clusters->measured_on == 0 || IsFarFrom(clusters->measured_on, live, 1.25)) {
    return {.step = ClusterStep::kMeasure, .part = {}};
  }
  return {};
}

absl::StatusOr<std::shared_ptr<const Clusters>> TrainClusters(const Version& version,
                                                              std::size_t dimension,
                                                              const ClusterRules& rules) {
  std::vector<float> sample;
  sample.reserve(rules.leaves() * rules.sample_per_leaf * dimension);
  for (const SourceRow& row : EvenlyDrawn(version, rules.leaves() * rules.sample_per_leaf)) {
    sample.insert(sample.end(), row.values.begin(), row.values.end());
  }
  PORTCULLIS_ASSIGN_OR_RETURN(std::shared_ptr<const ClusterTree> tree,
                              ClusterTree::Train(sample, dimension, rules.branches));
  return std::make_shared<const Clusters>(Clusters{.tree = std::move(tree),
                                                   .trained_on = version.live(),
                                                   .reach = {},
                                                   .measured_on = 0,
                                                   .least_references = rules.least_references});
}

}  // namespace portcullis
