// The nearest entries among the references that come by.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "matcher/core/candidate.h"
#include "matcher/core/ids.h"

namespace portcullis {

/// Ends with what RankCandidates makes of all references that were offered, in whatever order they
/// came.
///
/// It keeps the best `max_candidates` entries so far by (distance as told, entry), each with its
/// best reference by (distance as told, reference). An entry that falls out had so many before it,
/// and they only become better or give way to better ones; should a nearer reference of it come,
/// that one is looked at anew.
class NearestEntries {
 public:
  explicit NearestEntries(std::size_t max_candidates) : max_candidates_(max_candidates) {}

  /// A reference whose true squared distance is greater need not be offered. Infinite until there
  /// are enough entries, negative if none is wanted; never grows.
  double squared_radius() const { return squared_radius_; }

  /// `squared_distance` as SquaredDistance computes it.
  void Offer(EntryId entry, ReferenceId reference, double squared_distance);

  /// In the order of IndexResult::candidates.
  std::vector<Candidate> Ranked() const;

 private:
  struct ByDistance {
    bool operator()(const Candidate& a, const Candidate& b) const;
  };

  void DropFarthest();
  void LowerRadius();

  const std::size_t max_candidates_;
  double squared_radius_ = max_candidates_ == 0 ? -1 : std::numeric_limits<double>::infinity();
  bool is_full_ = false;
  absl::flat_hash_map<EntryId, Candidate> best_;
  absl::btree_set<Candidate, ByDistance> order_;  // of best_, once it is full
};

}  // namespace portcullis
