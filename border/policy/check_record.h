// What is kept of a check, so that another policy can be tried on it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "border/policy/attack_evidence.h"
#include "border/policy/decision.h"
#include "border/policy/policy_version.h"
#include "border/policy/search_levels.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"
#include "matcher/core/list_size.h"

namespace portcullis {

struct RecordedCandidate {
  EntryId entry = {};
  Distance distance = {};
  Level level = Level::kNone;      // reached then
  std::vector<ListId> lists = {};  // among those searched
  std::size_t references = 1;      // of the entry

  friend bool operator==(const RecordedCandidate&, const RecordedCandidate&) = default;
};

/// No image, no embedding, no name. Entry ids are drawn at random and tell nothing by themselves;
/// when an entry is erased its id stays here, as it does in the audit log, until the record's
/// retention ends.
struct CheckRecord {
  absl::Time time = {};
  std::string trace_id = {};
  PolicyNumber policy = {};
  std::string model_id = {};  // ModelId::ToString()
  Sequence epoch = {};
  Outcome outcome = Outcome::kNoDecision;
  std::vector<NoDecisionReason> reasons = {};
  std::size_t images = 1;       // of the traveller that came in and could be read
  std::size_t images_used = 0;  // of these: used
  bool images_show_one_person = true;
  std::optional<AttackEvidence> attack_evidence = std::nullopt;  // of the kiosk
  /// BonaFideScore of the images used. None where one of them has none.
  std::optional<double> lowest_bona_fide = std::nullopt;
  bool coverage_complete = false;
  std::vector<ListSize> lists = {};  // searched; none if there was no face to search with
  std::size_t entries_searched = 0;  // on at least one of them, each counted once
  std::size_t references_searched = 0;
  std::size_t references_compared = 0;  // fewer: the search was approximate
  /// By distance: the kRecordedCandidates nearest, and every one at review or above.
  std::vector<RecordedCandidate> candidates = {};
  bool has_more = false;  // the lists searched hold entries that are not among the candidates

  friend bool operator==(const CheckRecord&, const CheckRecord&) = default;
};

inline constexpr std::size_t kRecordedCandidates = 20;

}  // namespace portcullis
