#include "border/screening/frame_consistency.h"

#include <cstddef>

#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

/// log10 of the likelihood ratio below which two frames are of two people.
constexpr double kLeastLikelihoodRatio = -2;

}  // namespace

absl::StatusOr<bool> ShowOnePerson(std::span<const Embedding> frames,
                                   const Calibration& calibration) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    for (std::size_t j = i + 1; j < frames.size(); ++j) {
      PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance, DistanceBetween(frames[i], frames[j]));
      const MatchScore score = calibration.Score(distance, SearchSize{}, 0.5);
      if (score.log10_likelihood_ratio < kLeastLikelihoodRatio) return false;
    }
  }
  return true;
}

}  // namespace portcullis
