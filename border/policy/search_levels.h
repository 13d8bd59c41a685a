// Which level a candidate reaches: the thresholds of a policy at the sizes of the lists searched.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "border/policy/policy.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"
#include "matcher/core/list_size.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

enum class Level {
  kNone = 0,
  kReview = 1,  // an officer looks
  kAlert = 2,   // likewise, and before others
};

/// What a score found in one search of one list comes to. A candidate that is closer than any
/// stranger ever measured is an alert, whatever the targets: no finer claim can be made, and nobody
/// may slip through because a list is long.
Level LevelOf(const MatchScore& score_on_list, const ListRule& rule);

/// What a distance means on the lists that an entry stands on.
struct CandidateLevel {
  Level level = Level::kNone;  // the strictest reached
  /// The list that it was reached on; of several, and without a level, the one on which the
  /// candidate comes closest to the review target, by id if equal. Absent if no list of the
  /// candidate was searched.
  std::optional<ListId> list = std::nullopt;
  /// In a search of all lists searched, except `confidence`: that is of the rule of `list`, for the
  /// entries on it.
  MatchScore score = {};
};

/// The sizes of one search, under one policy. Immutable, thread-safe, pure.
class SearchLevels {
 public:
  /// Both outlive this. `lists` are those searched, `total` what they come to with each entry
  /// counted once.
  SearchLevels(const Policy& policy, const Calibration& calibration, std::vector<ListSize> lists,
               const SearchSize& total);

  /// Of an entry with `entry_references` references on `lists`; lists that were not searched do not
  /// count.
  CandidateLevel Of(Distance distance, std::span<const ListId> lists,
                    std::size_t entry_references) const;

  /// The level on one list, which was searched; kNone on others.
  Level OnList(Distance distance, const ListId& list, std::size_t entry_references) const;

  /// False if a candidate this far away is on no list at a level, so that none farther is either.
  bool MayReachALevel(Distance distance) const;

  std::span<const ListSize> lists() const { return lists_; }

 private:
  MatchScore ScoreOn(const ListSize& list, Distance distance, std::size_t entry_references) const;

  const Policy& policy_;
  const Calibration& calibration_;
  const std::vector<ListSize> lists_;
  const SearchSize total_;
};

/// The largest distance at which a candidate on a list with `references` references is at review
/// level; for display and previews.
Distance ReviewDistance(const ListRule& rule, const Calibration& calibration,
                        std::size_t references);
Distance AlertDistance(const ListRule& rule, const Calibration& calibration,
                       std::size_t references);

}  // namespace portcullis
