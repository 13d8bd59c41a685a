#include "matcher/index/live/nearest_entries.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <tuple>

namespace portcullis {

bool NearestEntries::ByDistance::operator()(const Candidate& a, const Candidate& b) const {
  return std::tie(a.distance, a.entry, a.nearest_reference) <
         std::tie(b.distance, b.entry, b.nearest_reference);
}

void NearestEntries::Offer(EntryId entry, ReferenceId reference, double squared_distance) {
  if (squared_distance > squared_radius_) return;
  const Candidate offered{entry, reference,
                          Distance{static_cast<float>(std::sqrt(squared_distance))}};
  const auto [known, is_new] = best_.try_emplace(entry, offered);
  if (!is_new) {
    if (!ByDistance()(offered, known->second)) return;
    if (is_full_) order_.erase(known->second);
    known->second = offered;
  }
  if (is_full_) {
    order_.insert(offered);
    DropFarthest();
  } else if (best_.size() == max_candidates_) {
    is_full_ = true;
    for (const auto& [id, candidate] : best_) order_.insert(candidate);
    LowerRadius();
  }
}

void NearestEntries::DropFarthest() {
  if (order_.size() > max_candidates_) {
    const auto farthest = std::prev(order_.end());
    best_.erase(farthest->entry);
    order_.erase(farthest);
  }
  LowerRadius();
}

/// Whoever is told to be as far as the farthest may still come before it, by a smaller id. A
/// distance is told as the nearest float to its square root, so it is smaller than the next float;
/// between where rounding ends and there lies more than the error of a squared distance, which is
/// less than (dimension + 2) * 2^-52 of it.
void NearestEntries::LowerRadius() {
  const float farthest = std::prev(order_.end())->distance.value;
  const double next = std::nextafter(farthest, std::numeric_limits<float>::infinity());
  squared_radius_ = next * next;
}

std::vector<Candidate> NearestEntries::Ranked() const {
  if (is_full_) return {order_.begin(), order_.end()};
  std::vector<Candidate> ranked;
  ranked.reserve(best_.size());
  for (const auto& [entry, candidate] : best_) ranked.push_back(candidate);
  std::sort(ranked.begin(), ranked.end(), ByDistance());
  return ranked;
}

}  // namespace portcullis
