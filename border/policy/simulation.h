// What another policy would have done with past checks. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "border/policy/check_record.h"
#include "border/policy/policy.h"
#include "matcher/core/ids.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

/// In how many checks something happens under each of two policies.
struct CheckCounts {
  std::size_t before = 0;
  std::size_t after = 0;
  std::size_t added = 0;    // under the proposed policy only
  std::size_t dropped = 0;  // under the present one only

  friend bool operator==(const CheckCounts&, const CheckCounts&) = default;
};

struct SimulatedChange {
  std::size_t checks = 0;  // replayed: comparable, with a search
  CheckCounts referrals;   // checks with a candidate at review or above
  CheckCounts alerts;      // checks with a candidate at alert

  friend bool operator==(const SimulatedChange&, const SimulatedChange&) = default;
};

/// A check in which officers found that the traveller is the entry. Until cases are adjudicated by
/// the server, the caller brings them.
struct ConfirmedHit {
  std::string trace_id;
  EntryId entry;
  friend auto operator<=>(const ConfirmedHit&, const ConfirmedHit&) = default;
};

struct SimulationReport {
  std::size_t records = 0;         // all that were given
  std::size_t without_search = 0;  // no face, none good enough, or no list: nothing to replay
  std::size_t not_comparable = 0;  // made by another model than the calibration is of
  /// Checks in which candidates that were not stored might reach a level of the proposed policy:
  /// what is said about them is a lower bound.
  std::size_t truncated = 0;
  SimulatedChange total;
  std::map<absl::CivilDay, SimulatedChange> days;  // UTC
  std::map<ListId, SimulatedChange> lists;         // a check counts on every list that it searched
  std::map<std::pair<Outcome, Outcome>, std::size_t> outcome_changes;  // from, to; only changes
  std::size_t confirmed_hits = 0;  // of those given, found among the checks replayed
  /// Confirmed hits that the proposed policy would not refer, in the order of the records.
  std::vector<ConfirmedHit> lost_hits;
};

/// Replays one record after another. `before` is the policy to compare with, as a rule the one in
/// force; both policies are applied to the stored scores, with this calibration and the list sizes
/// of each check. Thread-compatible.
class PolicySimulation {
 public:
  /// All outlive this.
  PolicySimulation(const Policy& before, const Policy& proposed, const Calibration& calibration,
                   const std::set<ConfirmedHit>& confirmed);

  void Add(const CheckRecord& record);

  const SimulationReport& report() const { return report_; }

 private:
  void Replay(const CheckRecord& record);

  const Policy& before_;
  const Policy& proposed_;
  const Calibration& calibration_;
  const std::set<ConfirmedHit>& confirmed_;
  const std::string model_id_;
  SimulationReport report_;
};

}  // namespace portcullis
