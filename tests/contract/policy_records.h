// Versions of the policy and records of checks for tests of stores.
#pragma once

#include <string>
#include <utility>

#include "border/policy/check_record.h"
#include "border/policy/policy_store.h"
#include "tests/contract/watchlist_store_records.h"

namespace portcullis::testing {

/// A version in which every field has a value of its own.
inline PolicyVersion MakePolicyVersion(std::int64_t number) {
  PolicyVersion version;
  version.number = PolicyNumber{number};
  version.policy.default_rule = {Fpir(0.001), FalseAlarmsPer1000Searches(12.5), 0.03, 2};
  version.policy.rules[ListId{"a"}] = {FalseAlarmsPer1000Searches(0.5), Fpir(0.25), 0.125, 3};
  version.policy.rules[ListId{"b"}].prior_listed = 1e-9;
  version.policy.verification = {2e-4, 0.75};
  version.policy.fallbacks = {.no_face = FallbackAction::kManualCheck,
                              .nothing_to_search = FallbackAction::kRetryCapture,
                              .pad_failed = FallbackAction::kRetryCapture,
                              .inconsistent_frames = FallbackAction::kManualCheck};
  version.policy.quality.probe = {12.5, 7, {{QualityMeasure::kSharpness, 9}}};
  version.policy.quality.reference = {
      60, 40, {{QualityMeasure::kHeadYaw, 50}, {QualityMeasure::kForeheadVisible, 1}}};
  version.policy.presentation_attack = {false, true, 0.375};
  version.policy.min_search_recall = 0.96875;
  version.state = PolicyState::kApproved;
  version.proposed_by = "ann";
  version.proposed_at = TimeAt(1);
  version.justification = "fewer alarms at night";
  version.decided_by = "bob";
  version.decided_at = TimeAt(2);
  version.reason = "none";
  version.effective_at = TimeAt(3);
  version.rollback_of = PolicyNumber{7};
  return version;
}

inline PolicyMutation MakePolicyMutation(const std::string& request_id, PolicyVersion version,
                                         Revision expected = Revision{0}) {
  return {.key = MakeKey(request_id),
          .actor = "ann",
          .time = TimeAt(10),
          .action = "ProposePolicy",
          .put = {std::move(version), expected},
          .response = "response to " + request_id};
}

/// A record in which every field has a value of its own.
inline CheckRecord MakeCheck(int seconds, const std::string& trace_id) {
  CheckRecord record;
  record.time = TimeAt(seconds) + absl::Nanoseconds(7);
  record.trace_id = trace_id;
  record.policy = PolicyNumber{3};
  record.model_id = ContractModel().ToString();
  record.epoch = Sequence{5};
  record.outcome = Outcome::kNoDecision;
  record.reasons = {NoDecisionReason::kPartialCoverage, NoDecisionReason::kNothingToSearch};
  record.images = 8;
  record.images_used = 6;
  record.images_show_one_person = false;
  record.attack_evidence = {AttackResult::kAttack, "acme-3d 4.1", -0.5};
  record.lowest_bona_fide = 0.625;
  record.coverage_complete = true;
  record.lists = {{ListId{"a"}, 4, 6}, {ListId{"b"}, 2, 3}};
  record.entries_searched = 5;
  record.references_searched = 8;
  record.references_compared = 7;
  record.candidates = {
      {EntryId{9'000'000'000'000'000'000}, Distance{0.25F}, Level::kAlert, {ListId{"b"}}, 2},
      {EntryId{1}, Distance{0.5F}, Level::kNone, {ListId{"a"}, ListId{"b"}}, 1}};
  record.has_more = true;
  return record;
}

}  // namespace portcullis::testing
