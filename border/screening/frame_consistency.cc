#include "border/screening/frame_consistency.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

/// How alike two groups are: [i][j], the same as [j][i]; [i][i] means nothing.
using Likeness = std::vector<std::vector<double>>;

absl::StatusOr<Likeness> LikenessOf(std::span<const Embedding> frames,
                                    const Calibration& calibration) {
  Likeness likeness(frames.size(), std::vector<double>(frames.size()));
  for (std::size_t i = 0; i < frames.size(); ++i) {
    for (std::size_t j = i + 1; j < frames.size(); ++j) {
      PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance, DistanceBetween(frames[i], frames[j]));
      // The prior has no part in the likelihood ratio.
      const MatchScore score = calibration.Score(distance, SearchSize{}, 0.5);
      likeness[i][j] = likeness[j][i] = score.log10_likelihood_ratio;
    }
  }
  return likeness;
}

/// Of two groups or more: first the lower index.
std::pair<std::size_t, std::size_t> MostAlike(const Likeness& likeness) {
  std::pair<std::size_t, std::size_t> best{0, 1};
  for (std::size_t i = 0; i < likeness.size(); ++i) {
    for (std::size_t j = i + 1; j < likeness.size(); ++j) {
      if (likeness[i][j] > likeness[best.first][best.second]) best = {i, j};
    }
  }
  return best;
}

/// Puts the second group into the first.
void Join(std::pair<std::size_t, std::size_t> groups, Likeness& likeness,
          std::vector<double>& sizes) {
  const auto [into, from] = groups;
  const double both = sizes[into] + sizes[from];
  for (std::size_t other = 0; other < sizes.size(); ++other) {
    const double mean =
        (sizes[into] * likeness[into][other] + sizes[from] * likeness[from][other]) / both;
    likeness[into][other] = likeness[other][into] = mean;
  }
  sizes[into] = both;
  const auto at = static_cast<std::ptrdiff_t>(from);
  likeness.erase(likeness.begin() + at);
  for (std::vector<double>& row : likeness) row.erase(row.begin() + at);
  sizes.erase(sizes.begin() + at);
}

}  // namespace

absl::StatusOr<bool> ShowOnePerson(std::span<const Embedding> frames,
                                   const Calibration& calibration) {
  PORTCULLIS_ASSIGN_OR_RETURN(Likeness likeness, LikenessOf(frames, calibration));
  std::vector<double> sizes(frames.size(), 1.0);
  while (sizes.size() > 1) {
    const auto groups = MostAlike(likeness);
    // The negation: what is not a number is not alike.
    const bool are_alike = likeness[groups.first][groups.second] >= kLeastLog10LikelihoodRatio;
    if (!are_alike) return false;
    Join(groups, likeness, sizes);
  }
  return true;
}

}  // namespace portcullis
