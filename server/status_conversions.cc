#include "server/status_conversions.h"

#include <algorithm>
#include <cstdint>

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
  v1::PolicyStatus proto;
  const ListRule& rule = version.policy.default_rule;
  proto.set_version(FormatPolicyName(version.number));
  proto.set_max_expected_false_alarms_per_1000_searches(rule.review.ExpectedFalseAlarms() * 1000);
  proto.set_verification_max_fmr(version.policy.verification.max_fmr);
  proto.set_prior_listed(rule.prior_listed);
  proto.set_verification_prior_same_person(version.policy.verification.prior_same_person);
  const double fmr =
      rule.review.ExpectedFalseAlarms() / static_cast<double>(std::max<std::size_t>(references, 1));
  proto.set_referral_distance_now(calibration.DistanceAtFmr(fmr).value);
  proto.set_threshold_finer_than_measured(fmr < calibration.finest_fmr());
  return proto;
}

}  // namespace portcullis
