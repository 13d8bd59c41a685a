#include "server/policy_effects.h"

#include <memory>
#include <set>

#include "absl/time/time.h"
#include "border/policy/policy_limits.h"
#include "border/policy/simulation.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "server/field_checks.h"
#include "server/policy_conversions.h"
#include "server/policy_effect_conversions.h"
#include "server/resource_names.h"
#include "server/timestamps.h"

namespace portcullis {
namespace {

constexpr int kMaxConfirmedHits = 10'000;
constexpr std::size_t kMaxTraceIdBytes = 64;

struct Period {
  absl::Time from = absl::InfinitePast();
  absl::Time until = absl::InfiniteFuture();
};

absl::StatusOr<Period> PeriodIn(const v1::SimulatePolicyRequest& request) {
  Period period;
  if (request.has_start_time()) {
    PORTCULLIS_ASSIGN_OR_RETURN(period.from, TimeFrom(request.start_time(), "start_time"));
  }
  if (request.has_end_time()) {
    PORTCULLIS_ASSIGN_OR_RETURN(period.until, TimeFrom(request.end_time(), "end_time"));
  }
  if (period.until <= period.from) return FieldInvalid("end_time", "must be after start_time");
  return period;
}

absl::StatusOr<std::set<ConfirmedHit>> HitsIn(const v1::SimulatePolicyRequest& request) {
  if (request.confirmed_hits_size() > kMaxConfirmedHits) {
    return FieldInvalid(
        "confirmed_hits",
        fmt::format("has {} hits, limit is {}", request.confirmed_hits_size(), kMaxConfirmedHits));
  }
  std::set<ConfirmedHit> hits;
  for (const v1::ConfirmedHit& hit : request.confirmed_hits()) {
    PORTCULLIS_RETURN_IF_ERROR(
        CheckRequiredText(hit.trace_id(), kMaxTraceIdBytes, "confirmed_hits.trace_id"));
    PORTCULLIS_ASSIGN_OR_RETURN(const EntryId entry,
                                ParseEntryName(hit.entry(), "confirmed_hits.entry"));
    hits.insert({hit.trace_id(), entry});
  }
  return hits;
}

}  // namespace

absl::StatusOr<Policy> PolicyEffects::ProposedIn(const v1::SimulatePolicyRequest& request) const {
  switch (request.proposal_case()) {
    case v1::SimulatePolicyRequest::kPolicy: {
      PORTCULLIS_ASSIGN_OR_RETURN(Policy policy, PolicyFrom(request.policy()));
      PORTCULLIS_RETURN_IF_ERROR(policy.Validate());
      // What nobody may propose is not worth a simulation; a list that does not exist is a mistake.
      PORTCULLIS_RETURN_IF_ERROR(CheckMeasurable(
          policy, parts_.screening.calibration().finest_fmr(), parts_.gallery.ListSizes()));
      return policy;
    }
    case v1::SimulatePolicyRequest::kName: {
      PORTCULLIS_ASSIGN_OR_RETURN(const PolicyNumber number,
                                  ParsePolicyName(request.name(), "name"));
      PORTCULLIS_ASSIGN_OR_RETURN(PolicyVersion version, parts_.office.admin().Get(number));
      return std::move(version.policy);
    }
    case v1::SimulatePolicyRequest::PROPOSAL_NOT_SET: break;
  }
  return FieldInvalid("policy", "is missing, and so is name");
}

absl::Status PolicyEffects::Simulate(const Rpc& rpc, const v1::SimulatePolicyRequest& request,
                                     v1::SimulatePolicyResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const Policy proposed, ProposedIn(request));
  PORTCULLIS_ASSIGN_OR_RETURN(const Period period, PeriodIn(request));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::set<ConfirmedHit> hits, HitsIn(request));
  const std::shared_ptr<const PolicyVersion> in_force = parts_.office.in_force().Now();
  PolicySimulation simulation(in_force->policy, proposed, parts_.screening.calibration(), hits);
  // The check of a moment ago counts.
  parts_.office.recorder().Flush();
  PORTCULLIS_RETURN_IF_ERROR(parts_.office.log().VisitChecks(
      period.from, period.until, [&rpc, &simulation](const CheckRecord& record) {
        simulation.Add(record);
        return rpc.checkpoint()();
      }));
  response = ToProto(simulation.report());
  response.set_compared_with(FormatPolicyName(in_force->number));
  return absl::OkStatus();
}

absl::Status PolicyEffects::GetCalibration(const Rpc& /*rpc*/,
                                           const v1::GetCalibrationRequest& request,
                                           v1::GetCalibrationResponse& response) {
  std::shared_ptr<const PolicyVersion> version = parts_.office.in_force().Now();
  if (!request.policy().empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(const PolicyNumber number,
                                ParsePolicyName(request.policy(), "policy"));
    PORTCULLIS_ASSIGN_OR_RETURN(PolicyVersion named, parts_.office.admin().Get(number));
    version = std::make_shared<const PolicyVersion>(std::move(named));
  }
  *response.mutable_table() =
      ToProto(parts_.screening.calibration().table(), parts_.screening.calibration().finest_fmr());
  response.mutable_table()->set_sha256(parts_.calibration_sha256);
  response.set_policy(FormatPolicyName(version->number));
  for (const ListSize& list : parts_.gallery.ListSizes()) {
    *response.add_lists() = ThresholdsOf(list, version->policy, parts_.screening.calibration());
  }
  return absl::OkStatus();
}

}  // namespace portcullis
