// ImpactPreview with the strangers of a synthetic cohort.
#pragma once

#include <memory>

#include "border/policy/policy_in_force.h"
#include "border/watchlist/impact_preview.h"
#include "border/watchlist/store.h"
#include "matcher/pipeline/gallery.h"
#include "matcher/scoring/calibration.h"
#include "matcher/scoring/synthetic_cohort.h"

namespace portcullis {

/// Immutable, thread-safe.
class CohortImpactPreview final : public ImpactPreview {
 public:
  /// `store`, `searchable` and `policy` outlive this. Calibration and cohort are of the model in
  /// use.
  CohortImpactPreview(const WatchlistReader& store, const Gallery& searchable,
                      Calibration calibration, const PolicyInForce& policy,
                      std::unique_ptr<const SyntheticCohort> cohort);

  absl::StatusOr<Impact> Preview(EntryId entry) const override;

 private:
  /// The farthest at which someone would be referred to `entry`, by the most permissive of its
  /// lists, once these references are on them.
  Distance ReferralDistanceOf(const Entry& entry, std::size_t added_references) const;

  const WatchlistReader& store_;
  const Gallery& searchable_;
  const Calibration calibration_;
  const PolicyInForce& policy_;
  const std::unique_ptr<const SyntheticCohort> cohort_;
};

}  // namespace portcullis
