// Fits the distribution of strangers to labelled embeddings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/cohort_model.h"
#include "matcher/scoring/gaussian_mixture.h"

namespace portcullis {

/// Where the embeddings come from; copied into the model.
struct CohortSource {
  ModelId model;
  std::string data_set;
  std::string fitted_on;  // ISO 8601 date
  std::uint64_t people = 0;
  std::uint64_t images = 0;
  std::uint64_t failures_to_enrol = 0;
};

struct CohortFitterOptions {
  GaussianMixtureOptions mixture;
  std::size_t folds = 5;            // of the people, for the knots; 2 or more
  std::size_t travellers = 30'000;  // drawn for each fold; 1 or more
  std::uint64_t seed = 1;
  std::function<void()> on_step;  // called CohortFitSteps times, if set
};

std::size_t CohortFitSteps(const CohortFitterOptions& options);

/// The photographs of one person share the weight of 1. Principal axes of the covariance of all, a
/// mixture of Gaussians in them, and knots at four rates a decade from 1/10 down to the last that
/// 30 pairs of real strangers support: `distance` counted on all pairs of photographs of different
/// people, as a calibration does; `cohort_distance` on photographs against travellers of a mixture
/// that was fitted without the people of their fold. Deterministic on one machine.
/// `person_of_embedding` has one index per embedding. INVALID_ARGUMENT if the people are too few
/// for a knot at kHardFmr; FAILED_PRECONDITION with MODEL_MISMATCH if an embedding is of another
/// model or length.
absl::StatusOr<CohortModel> FitCohortModel(const CohortSource& source,
                                           std::span<const Embedding> embeddings,
                                           std::span<const std::uint32_t> person_of_embedding,
                                           const CohortFitterOptions& options);

}  // namespace portcullis
