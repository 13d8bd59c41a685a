#include "matcher/index/rank_candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>

#include "absl/container/flat_hash_set.h"

namespace portcullis {

/// In eight sums that do not wait for each other, which the compiler may put into vectors.
double SquaredDistance(std::span<const float> a, std::span<const float> b) {
  std::array<double, 8> sums = {};
  std::size_t i = 0;
  for (; i + sums.size() <= a.size(); i += sums.size()) {
    for (std::size_t j = 0; j < sums.size(); ++j) {
      const double difference = static_cast<double>(a[i + j]) - b[i + j];
      sums[j] += difference * difference;
    }
  }
  for (std::size_t j = 0; i < a.size(); ++i, ++j) {
    const double difference = static_cast<double>(a[i]) - b[i];
    sums[j] += difference * difference;
  }
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

std::vector<Candidate> RankCandidates(std::span<const RankedReference> references,
                                      std::size_t max_candidates) {
  std::vector<Candidate> ordered;
  ordered.reserve(references.size());
  for (const RankedReference& reference : references) {
    const auto distance = static_cast<float>(std::sqrt(reference.squared_distance));
    ordered.push_back({reference.entry, reference.reference, Distance{distance}});
  }
  // By the distance that is told, not by the finer one: equal as told means ordered by id.
  std::sort(ordered.begin(), ordered.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.distance, a.entry, a.nearest_reference) <
           std::tie(b.distance, b.entry, b.nearest_reference);
  });

  std::vector<Candidate> candidates;
  absl::flat_hash_set<EntryId> seen;
  for (const Candidate& candidate : ordered) {
    if (candidates.size() == max_candidates) break;
    if (seen.insert(candidate.entry).second) candidates.push_back(candidate);
  }
  return candidates;
}

}  // namespace portcullis
