// Are synthetic travellers as often close to real people as real strangers are?
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/synthetic_cohort.h"

namespace portcullis {

/// Photographs of people that the cohort's fit did not see; one person per embedding.
struct UnseenFaces {
  std::vector<Embedding> embeddings;
  std::vector<std::uint32_t> people;  // indices, 0 or more
};

/// A rate of synthetic travellers divided by that of real strangers; 95 %, bootstrap over the
/// people of the photographs. The drawing of travellers is not resampled: it is far smaller.
struct HonestyRatio {
  double value = 0;
  double low = 0;
  double high = 0;
};

struct HonestyCheck {
  Distance distance;
  std::uint64_t real_pairs = 0;    // photographs of different people compared
  std::uint64_t real_matches = 0;  // of these within `distance`
  HonestyRatio plain;              // travellers within `distance` of the photographs
  HonestyRatio corrected;          // the same, taken through CohortDistance
  /// Travellers among each other, within `distance`: a ratio far from that of `plain` means that
  /// the distribution has its clusters in other places than people have.
  double among_travellers = 0;

  double real_rate() const {
    return static_cast<double>(real_matches) / static_cast<double>(real_pairs);
  }
};

/// At each of `distances`, 1 or more. Deterministic. INVALID_ARGUMENT with fewer than two people;
/// errors of SyntheticCohort.
absl::StatusOr<std::vector<HonestyCheck>> CheckHonesty(const SyntheticCohort& cohort,
                                                       const UnseenFaces& faces,
                                                       std::span<const Distance> distances);

/// What the cohort says about single photographs, against what real strangers say.
struct WolfCheck {
  std::size_t photographs = 0;
  std::vector<double> easy_ratios;  // by the cohort, at kEasyFmr; ascending
  std::vector<double> hard_ratios;  // by the cohort, at kHardFmr; ascending
  double rank_correlation = 0;      // Spearman's, of the cohort's and the real ratios at kEasyFmr
  std::size_t wolves = 0;           // photographs marked
  /// The mean, over the photographs marked, of how many times more real strangers come within the
  /// distance of kEasyFmr and of kHardFmr than they do on average. 0 where none is marked.
  double real_easy_ratio_of_wolves = 0;
  double real_hard_ratio_of_wolves = 0;
};

/// Errors of CheckHonesty.
absl::StatusOr<WolfCheck> CheckWolves(const SyntheticCohort& cohort, const UnseenFaces& faces);

}  // namespace portcullis
