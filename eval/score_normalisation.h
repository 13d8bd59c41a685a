// Scores measured against what the image scores with people who do not exist.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "eval/distance_matrix.h"
#include "eval/embedded_image.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/synthetic_cohort.h"

namespace portcullis {

/// With m and s, mean and standard deviation of an image's distances to a cohort:
enum class Normalisation {
  kNone,
  kZ,          // (d - m) / s of the reference (Auckenthaler et al. 2000, z-norm)
  kS,          // half the sum of (d - m) / s of the reference and of the probe (Kenny 2010, s-norm)
  kAdaptiveS,  // the same with m and s over the nearest of the cohort alone (Matejka et al. 2017,
               // "Analysis of Score Normalization in Multilingual Speaker Recognition", as-norm1)
};

/// "none", "z", "s", "adaptive-s"; none for other words.
std::optional<Normalisation> NormalisationNamed(std::string_view name);

struct CohortStatistics {
  double mean = 0;
  double deviation = 1;  // of the sample, more than 0
};

/// Of the `nearest` smallest of `distances`, at least 2 of them.
CohortStatistics StatisticsOf(std::vector<Distance> distances, std::size_t nearest);

/// Of every image, in their order; images without an embedding have those of the default. All
/// travellers count, but for kAdaptiveS the nearest tenth. Errors of SyntheticCohort::DistancesTo.
absl::StatusOr<std::vector<CohortStatistics>> StatisticsOf(std::span<const EmbeddedImage> images,
                                                           const SyntheticCohort& cohort,
                                                           Normalisation normalisation);

/// Rows are probes, columns are references. Scores may be negative; smaller is closer. Images
/// without an embedding stay infinitely far. `statistics` has one per image.
DistanceMatrix Normalise(const DistanceMatrix& distances,
                         std::span<const CohortStatistics> statistics, Normalisation normalisation);

/// Distances of `images`, all of `model`, normalised against kCohortSize travellers drawn with
/// `seed` from the cohort model in `cohort`; plain distances for kNone. INVALID_ARGUMENT with
/// FIELD_INVALID if there is no cohort to normalise against; errors of LoadCohortModel.
inline constexpr std::size_t kCohortSize = 2000;
absl::StatusOr<DistanceMatrix> ScoreImages(std::span<const EmbeddedImage> images,
                                           const ModelId& model, Normalisation normalisation,
                                           const std::filesystem::path& cohort, std::uint64_t seed);

}  // namespace portcullis
