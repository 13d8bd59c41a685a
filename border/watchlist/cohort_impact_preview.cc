#include "border/watchlist/cohort_impact_preview.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "border/policy/search_levels.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr double kTravellers = 1000;

ReferenceImpact ImpactFrom(const CohortReferenceImpact& measured, ReferenceId reference) {
  // At the rarer of the two rates, which tells more about close matches.
  const Resemblance& resemblance = measured.resemblance.back();
  return {.reference = reference,
          .alarms = measured.alarms.alarms,
          .resemblance = resemblance.ratio(),
          .resemblance_lower = resemblance.ratio_low(),
          .wolf = measured.wolf};
}

std::size_t NewReferences(const Entry& entry) {
  return static_cast<std::size_t>(std::count_if(
      entry.references.begin(), entry.references.end(), [&entry](const ReferenceInfo& info) {
        return info.pending || entry.status != EntryStatus::kActive;
      }));
}

}  // namespace

CohortImpactPreview::CohortImpactPreview(const WatchlistReader& store, const Gallery& searchable,
                                         Calibration calibration, const PolicyInForce& policy,
                                         std::unique_ptr<const SyntheticCohort> cohort)
    : store_(store),
      searchable_(searchable),
      calibration_(std::move(calibration)),
      policy_(policy),
      cohort_(std::move(cohort)) {}

absl::StatusOr<Impact> CohortImpactPreview::Preview(EntryId id) const {
  PORTCULLIS_ASSIGN_OR_RETURN(const Entry entry, store_.GetEntry(id));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<EnrolledFace> faces, store_.Faces(id));
  std::vector<Embedding> embeddings;
  embeddings.reserve(faces.size());
  for (const EnrolledFace& face : faces) embeddings.push_back(face.embedding);

  Impact impact;
  impact.cohort = fmt::format("synthetic, fitted on {} ({})", cohort_->model().data_set,
                              cohort_->model().fitted_on);
  impact.referral_distance = ReferralDistanceOf(entry, NewReferences(entry));
  impact.travellers = cohort_->options().travellers;
  if (embeddings.empty()) return impact;  // merged into another: nothing is left to compare
  PORTCULLIS_ASSIGN_OR_RETURN(const CohortImpact measured,
                              cohort_->ImpactOf(embeddings, impact.referral_distance));
  impact.alarms = measured.alarms.alarms;
  impact.alarms_per_1000 = measured.alarms.rate() * kTravellers;
  impact.alarms_per_1000_lower = measured.alarms.low * kTravellers;
  impact.alarms_per_1000_upper = measured.alarms.high * kTravellers;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    impact.references.push_back(ImpactFrom(measured.references[i], faces[i].info.id));
  }
  return impact;
}

Distance CohortImpactPreview::ReferralDistanceOf(const Entry& entry,
                                                 std::size_t added_references) const {
  const std::shared_ptr<const PolicyVersion> version = policy_.Now();
  Distance farthest;
  for (const ListSize& size : searchable_.ListSizes()) {
    const bool stands_on_it =
        std::any_of(entry.lists.begin(), entry.lists.end(),
                    [&size](const Membership& membership) { return membership.list == size.list; });
    if (!stands_on_it) continue;
    farthest = std::max(farthest, ReviewDistance(version->policy.RuleFor(size.list), calibration_,
                                                 size.references + added_references));
  }
  return farthest;
}

}  // namespace portcullis
