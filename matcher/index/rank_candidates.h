// From distances of references to candidates, which are entries.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "matcher/core/candidate.h"
#include "matcher/core/ids.h"

namespace portcullis {

/// A reference and its squared distance from the probe.
struct RankedReference {
  EntryId entry;
  ReferenceId reference;
  double squared_distance = 0;
};

/// Sum of squared differences. Both spans have the same length.
double SquaredDistance(std::span<const float> a, std::span<const float> b);

/// The nearest `max_candidates` entries, each once with its nearest reference, ordered by distance
/// and then by entry id; of equally near references of one entry, the one with the smallest id.
std::vector<Candidate> RankCandidates(std::span<const RankedReference> references,
                                      std::size_t max_candidates);

}  // namespace portcullis
