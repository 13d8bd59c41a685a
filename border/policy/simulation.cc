#include "border/policy/simulation.h"

#include <algorithm>

#include "absl/time/time.h"
#include "border/policy/attack_rule.h"
#include "border/policy/decision.h"
#include "border/policy/search_levels.h"

namespace portcullis {
namespace {

/// What one policy makes of one check.
struct Replayed {
  Level level = Level::kNone;     // the strictest of a candidate
  std::map<ListId, Level> lists;  // the strictest on each list searched
  std::set<EntryId> referred;     // candidates at review or above
  Outcome outcome = Outcome::kClear;
};

Replayed ReplayUnder(const Policy& policy, const SearchLevels& levels, const CheckRecord& record) {
  Replayed replayed;
  for (const ListSize& size : levels.lists()) replayed.lists[size.list] = Level::kNone;
  for (const RecordedCandidate& candidate : record.candidates) {
    for (const ListId& list : candidate.lists) {
      const Level level = levels.OnList(candidate.distance, list, candidate.references);
      Level& strictest = replayed.lists[list];
      strictest = std::max(strictest, level);
      replayed.level = std::max(replayed.level, level);
      if (level != Level::kNone) replayed.referred.insert(candidate.entry);
    }
  }
  replayed.outcome =
      Decide({.attack_suspected = FailsAttackRule(
                  policy.presentation_attack,
                  {record.attack_evidence, record.images_used > 0, record.lowest_bona_fide}),
              .frames_show_one_person = record.images_show_one_person,
              .coverage_complete = record.coverage_complete,
              .references_searched = record.references_searched,
              .any_candidate_referred = !replayed.referred.empty()})
          .outcome;
  return replayed;
}

void Count(bool before, bool after, CheckCounts& counts) {
  counts.before += before ? 1 : 0;
  counts.after += after ? 1 : 0;
  counts.added += after && !before ? 1 : 0;
  counts.dropped += before && !after ? 1 : 0;
}

void Count(Level before, Level after, SimulatedChange& change) {
  ++change.checks;
  Count(before >= Level::kReview, after >= Level::kReview, change.referrals);
  Count(before >= Level::kAlert, after >= Level::kAlert, change.alerts);
}

/// Someone who was not stored is no nearer than the last of the nearest, who all were; unless the
/// search was approximate.
bool MayMissSomeone(const SearchLevels& levels, const CheckRecord& record) {
  if (record.references_compared < record.references_searched) return true;
  if (!record.has_more) return false;
  const std::size_t nearest = std::min(record.candidates.size(), kRecordedCandidates);
  return nearest == 0 || levels.MayReachALevel(record.candidates[nearest - 1].distance);
}

}  // namespace

PolicySimulation::PolicySimulation(const Policy& before, const Policy& proposed,
                                   const Calibration& calibration,
                                   const std::set<ConfirmedHit>& confirmed)
    : before_(before),
      proposed_(proposed),
      calibration_(calibration),
      confirmed_(confirmed),
      model_id_(calibration.table().model.ToString()) {}

void PolicySimulation::Add(const CheckRecord& record) {
  ++report_.records;
  if (record.model_id != model_id_) {
    ++report_.not_comparable;
  } else if (record.lists.empty()) {
    ++report_.without_search;
  } else {
    Replay(record);
  }
}

void PolicySimulation::Replay(const CheckRecord& record) {
  const SearchSize total{.entries = record.entries_searched,
                         .references = record.references_searched};
  const SearchLevels levels_before(before_, calibration_, record.lists, total);
  const SearchLevels levels_after(proposed_, calibration_, record.lists, total);
  const Replayed before = ReplayUnder(before_, levels_before, record);
  const Replayed after = ReplayUnder(proposed_, levels_after, record);
  if (MayMissSomeone(levels_after, record)) ++report_.truncated;

  const absl::CivilDay day = absl::ToCivilDay(record.time, absl::UTCTimeZone());
  Count(before.level, after.level, report_.total);
  Count(before.level, after.level, report_.days[day]);
  for (const auto& [list, level] : after.lists) {
    Count(before.lists.at(list), level, report_.lists[list]);
  }
  if (before.outcome != after.outcome) ++report_.outcome_changes[{before.outcome, after.outcome}];

  for (auto hit = confirmed_.lower_bound({record.trace_id, EntryId{0}});
       hit != confirmed_.end() && hit->trace_id == record.trace_id; ++hit) {
    ++report_.confirmed_hits;
    if (!after.referred.contains(hit->entry)) report_.lost_hits.push_back(*hit);
  }
}

}  // namespace portcullis
