#include "server/status_conversions.h"

#include <algorithm>
#include <cstdint>

#include "border/policy/search_levels.h"
#include "server/timestamps.h"

namespace portcullis {

v1::CalibrationStatus ToProto(const Calibration& calibration) {
  const auto& table = calibration.table();
  v1::CalibrationStatus proto;
  proto.set_data_set(table.data_set);
  proto.set_measured_on(table.measured_on);
  proto.set_people(static_cast<std::int64_t>(table.people));
  proto.set_images(static_cast<std::int64_t>(table.images));
  proto.set_impostor_comparisons(static_cast<std::int64_t>(table.impostor_comparisons));
  proto.set_genuine_comparisons(static_cast<std::int64_t>(table.genuine_comparisons));
  proto.set_finest_fmr(calibration.finest_fmr());
  if (calibration.finest_fmr() <= 1e-2) {
    proto.set_fnmr_at_fmr_1e2(calibration.FnmrAt(calibration.DistanceAtFmr(1e-2)));
  }
  if (calibration.finest_fmr() <= 1e-3) {
    proto.set_fnmr_at_fmr_1e3(calibration.FnmrAt(calibration.DistanceAtFmr(1e-3)));
  }
  return proto;
}

v1::PolicyStatus ToProto(const PolicyVersion& version, const Calibration& calibration,
                         std::size_t references) {
  const ListRule& rule = version.policy.default_rule;
  const VerificationRule& verification = version.policy.verification;
  const double expected_false_alarms = rule.review.ExpectedFalseAlarms();
  const double fmr =
      expected_false_alarms / static_cast<double>(std::max<std::size_t>(references, 1));
  v1::PolicyStatus proto;
  proto.set_version(FormatPolicyName(version.number));
  proto.set_max_expected_false_alarms_per_1000_searches(1000 * expected_false_alarms);
  proto.set_verification_max_fmr(verification.max_fmr);
  proto.set_prior_listed(rule.prior_listed);
  proto.set_verification_prior_same_person(verification.prior_same_person);
  proto.set_referral_distance_now(ReviewDistance(rule, calibration, references).value);
  proto.set_threshold_finer_than_measured(fmr < calibration.finest_fmr());
  return proto;
}

v1::SearchStatus ToProto(const RecallStatus& recall) {
  v1::SearchStatus status;
  status.set_mode(recall.is_approximate ? v1::SEARCH_MODE_APPROXIMATE
                  : recall.demanded < 1 ? v1::SEARCH_MODE_ON_TRIAL
                                        : v1::SEARCH_MODE_EXACT);
  status.set_min_recall(recall.demanded);
  if (recall.since != absl::InfinitePast()) *status.mutable_since() = ToTimestamp(recall.since);
  status.set_searches(static_cast<std::int64_t>(recall.reading.searches));
  status.set_found_all(static_cast<std::int64_t>(recall.reading.found_all));
  status.set_recall_lower_bound(recall.reading.lower_bound);
  return status;
}

void AddPlans(std::span<const PolicyVersion> versions, absl::Time now, v1::PolicyStatus& status) {
  std::int64_t pending = 0;
  const PolicyVersion* next = nullptr;
  for (const PolicyVersion& version : versions) {
    if (version.state == PolicyState::kProposed) ++pending;
    if (version.state != PolicyState::kApproved || *version.effective_at <= now) continue;
    if (next == nullptr || *version.effective_at < *next->effective_at) next = &version;
  }
  status.set_pending_proposals(pending);
  if (next == nullptr) return;
  status.set_next_version(FormatPolicyName(next->number));
  *status.mutable_next_effective_time() = ToTimestamp(*next->effective_at);
}

}  // namespace portcullis
