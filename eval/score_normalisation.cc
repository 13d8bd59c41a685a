#include "eval/score_normalisation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/cohort_file.h"

namespace portcullis {

std::optional<Normalisation> NormalisationNamed(std::string_view name) {
  if (name == "none") return Normalisation::kNone;
  if (name == "z") return Normalisation::kZ;
  if (name == "s") return Normalisation::kS;
  if (name == "adaptive-s") return Normalisation::kAdaptiveS;
  return std::nullopt;
}

CohortStatistics StatisticsOf(std::vector<Distance> distances, std::size_t nearest) {
  nearest = std::min(nearest, distances.size());
  std::sort(distances.begin(), distances.end());
  double sum = 0;
  for (std::size_t i = 0; i < nearest; ++i) sum += distances[i].value;
  const double mean = sum / static_cast<double>(nearest);
  double squares = 0;
  for (std::size_t i = 0; i < nearest; ++i) squares += std::pow(distances[i].value - mean, 2);
  const double deviation = std::sqrt(squares / static_cast<double>(nearest - 1));
  return {mean, std::max(deviation, 1e-9)};
}

absl::StatusOr<std::vector<CohortStatistics>> StatisticsOf(std::span<const EmbeddedImage> images,
                                                           const SyntheticCohort& cohort,
                                                           Normalisation normalisation) {
  const std::size_t travellers = cohort.options().travellers;
  const std::size_t nearest =
      normalisation == Normalisation::kAdaptiveS ? travellers / 10 : travellers;
  std::vector<CohortStatistics> statistics(images.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (!images[i].embedding) continue;
    PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Distance> distances,
                                cohort.DistancesTo(*images[i].embedding));
    statistics[i] = StatisticsOf(std::move(distances), nearest);
  }
  return statistics;
}

DistanceMatrix Normalise(const DistanceMatrix& distances,
                         std::span<const CohortStatistics> statistics,
                         Normalisation normalisation) {
  const std::size_t n = distances.images();
  const auto standard = [&](double distance, std::size_t image) {
    return (distance - statistics[image].mean) / statistics[image].deviation;
  };
  std::vector<float> scores(n * n, std::numeric_limits<float>::infinity());
  for (std::size_t probe = 0; probe < n; ++probe) {
    for (std::size_t reference = 0; reference < n; ++reference) {
      const double distance = distances.At(probe, reference);
      if (!std::isfinite(distance)) continue;
      double score = distance;
      if (normalisation == Normalisation::kZ) {
        score = standard(distance, reference);
      } else if (normalisation != Normalisation::kNone) {
        score = (standard(distance, reference) + standard(distance, probe)) / 2;
      }
      scores[probe * n + reference] = static_cast<float>(score);
    }
  }
  return {n, std::move(scores)};
}

absl::StatusOr<DistanceMatrix> ScoreImages(std::span<const EmbeddedImage> images,
                                           const ModelId& model, Normalisation normalisation,
                                           const std::filesystem::path& cohort,
                                           std::uint64_t seed) {
  PORTCULLIS_ASSIGN_OR_RETURN(DistanceMatrix distances, DistanceMatrix::Create(images));
  if (normalisation == Normalisation::kNone) return distances;
  if (cohort.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                     "normalisation needs a cohort, a file of models/cohort");
  }
  PORTCULLIS_ASSIGN_OR_RETURN(CohortModel cohort_model, LoadCohortModel(cohort, model));
  PORTCULLIS_ASSIGN_OR_RETURN(
      const auto travellers,
      SyntheticCohort::Create(std::move(cohort_model), {.travellers = kCohortSize, .seed = seed}));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<CohortStatistics> statistics,
                              StatisticsOf(images, *travellers, normalisation));
  return Normalise(distances, statistics, normalisation);
}

}  // namespace portcullis
