#include "matcher/scoring/cohort_fitter.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/distance_histogram.h"
#include "matcher/scoring/principal_axes.h"
#include "matcher/scoring/synthetic_cohort.h"

namespace portcullis {
namespace {

constexpr double kSmallestShare = 1e-8;  // of the variance, for an axis; float32 knows no finer
constexpr int kKnotsPerDecade = 4;
constexpr int kFirstKnot = -kKnotsPerDecade;  // one tenth
constexpr std::uint64_t kFewestPairs = 30;    // behind a knot
constexpr float kFarthestDeviations = 4;      // of two strangers

// Photographs and whose they are.
struct Faces {
  std::vector<const Embedding*> embeddings;
  std::vector<std::uint32_t> people;

  void Add(const Embedding& embedding, std::uint32_t person) {
    embeddings.push_back(&embedding);
    people.push_back(person);
  }
};

std::vector<double> WeightsOf(const Faces& faces) {
  std::map<std::uint32_t, double> images;
  for (const std::uint32_t person : faces.people) ++images[person];
  std::vector<double> weights;
  for (const std::uint32_t person : faces.people) weights.push_back(1 / images[person]);
  return weights;
}

std::vector<double> MeanOf(const Faces& faces, const std::vector<double>& weights) {
  std::vector<double> mean(faces.embeddings.front()->values().size(), 0);
  double all = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    all += weights[i];
    const auto values = faces.embeddings[i]->values();
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += weights[i] * values[k];
  }
  for (double& value : mean) value /= all;
  return mean;
}

std::vector<double> CovarianceOf(const Faces& faces, const std::vector<double>& weights,
                                 const std::vector<double>& mean) {
  const std::size_t n = mean.size();
  std::vector<double> covariance(n * n, 0);
  std::vector<double> centred(n);
  double all = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    all += weights[i];
    const auto values = faces.embeddings[i]->values();
    for (std::size_t k = 0; k < n; ++k) centred[k] = values[k] - mean[k];
    for (std::size_t k = 0; k < n; ++k) {
      const double scaled = weights[i] * centred[k];
      for (std::size_t l = 0; l < n; ++l) covariance[k * n + l] += scaled * centred[l];
    }
  }
  for (double& value : covariance) value /= all;
  return covariance;
}

std::vector<float> ToFloats(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

// Mean, axes and components.
absl::Status FitDistribution(const Faces& faces, const GaussianMixtureOptions& options,
                             CohortModel& model) {
  const std::vector<double> weights = WeightsOf(faces);
  const std::vector<double> mean = MeanOf(faces, weights);
  const PrincipalAxes axes =
      FindPrincipalAxes(CovarianceOf(faces, weights, mean), mean.size(), kSmallestShare);
  if (axes.count() == 0) return absl::InvalidArgumentError("all embeddings are the same");
  WeightedPoints points{axes.count(), {}, weights};
  for (const Embedding* embedding : faces.embeddings) {
    const std::vector<double> coordinates = CoordinatesOf(axes, mean, embedding->values());
    points.coordinates.insert(points.coordinates.end(), coordinates.begin(), coordinates.end());
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<MixtureComponent> mixture,
                              FitGaussianMixture(points, options));
  model.mean = ToFloats(mean);
  model.axes = ToFloats(axes.axes);
  model.components.clear();
  for (const MixtureComponent& component : mixture) {
    model.components.push_back(
        {component.weight, ToFloats(component.mean), ToFloats(component.factor)});
  }
  return absl::OkStatus();
}

Distance FarthestOf(const Faces& faces) {
  const std::vector<double> weights = WeightsOf(faces);
  const std::vector<double> mean = MeanOf(faces, weights);
  const std::vector<double> covariance = CovarianceOf(faces, weights, mean);
  double variance = 0;
  for (std::size_t k = 0; k < mean.size(); ++k) variance += covariance[k * mean.size() + k];
  return {kFarthestDeviations * static_cast<float>(std::sqrt(2 * variance))};
}

absl::Status CountStrangers(const Faces& faces, DistanceHistogram& histogram) {
  for (std::size_t i = 0; i < faces.people.size(); ++i) {
    for (std::size_t j = i + 1; j < faces.people.size(); ++j) {
      if (faces.people[i] == faces.people[j]) continue;
      PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance,
                                  DistanceBetween(*faces.embeddings[i], *faces.embeddings[j]));
      histogram.Add(distance);
    }
  }
  return absl::OkStatus();
}

// A knot at every rate that the histograms support; with one histogram given twice, knots that
// change nothing.
std::vector<CohortKnot> KnotsFrom(const DistanceHistogram& strangers,
                                  const DistanceHistogram& travellers) {
  std::vector<CohortKnot> knots;
  for (int step = kFirstKnot;; --step) {
    const double fmr = std::pow(10, static_cast<double>(step) / kKnotsPerDecade);
    const auto fewest = static_cast<double>(std::min(strangers.count(), travellers.count()));
    if (fmr * fewest < static_cast<double>(kFewestPairs)) break;
    const CohortKnot knot{fmr, strangers.Quantile(fmr), travellers.Quantile(fmr)};
    const bool ascends = knots.empty() || (knot.distance < knots.back().distance &&
                                           knot.cohort_distance < knots.back().cohort_distance);
    if (ascends && knot.distance.value > 0 && knot.cohort_distance.value > 0) knots.push_back(knot);
  }
  std::reverse(knots.begin(), knots.end());
  return knots;
}

// Which fold each person belongs to, as evenly as can be.
std::map<std::uint32_t, std::size_t> DealFolds(const Faces& faces,
                                               const CohortFitterOptions& options) {
  std::vector<std::uint32_t> people = faces.people;
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  std::mt19937_64 random(options.seed);
  std::map<std::uint32_t, std::size_t> folds;
  for (std::size_t i = people.size(); i > 0; --i) {
    std::swap(people[i - 1], people[random() % i]);  // std::shuffle differs between libraries
    folds[people[i - 1]] = i % options.folds;
  }
  return folds;
}

absl::Status CountTravellers(const Faces& faces, std::size_t fold,
                             const std::map<std::uint32_t, std::size_t>& folds,
                             const CohortFitterOptions& options, CohortModel model,
                             DistanceHistogram& histogram) {
  Faces seen;
  Faces unseen;
  for (std::size_t i = 0; i < faces.people.size(); ++i) {
    const bool is_left_out = folds.at(faces.people[i]) == fold;
    (is_left_out ? unseen : seen).Add(*faces.embeddings[i], faces.people[i]);
  }
  if (seen.people.empty()) return absl::InvalidArgumentError("fewer people than folds");
  PORTCULLIS_RETURN_IF_ERROR(FitDistribution(seen, options.mixture, model));
  PORTCULLIS_ASSIGN_OR_RETURN(
      const std::unique_ptr<SyntheticCohort> cohort,
      SyntheticCohort::Create(std::move(model), {options.travellers, options.seed + fold}));
  for (const Embedding* embedding : unseen.embeddings) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Distance> distances,
                                cohort->DistancesTo(*embedding));
    for (const Distance distance : distances) histogram.Add(distance);
  }
  return absl::OkStatus();
}

absl::StatusOr<Faces> FacesFrom(const CohortSource& source, std::span<const Embedding> embeddings,
                                std::span<const std::uint32_t> people) {
  assert(embeddings.size() == people.size());
  if (embeddings.empty()) return absl::InvalidArgumentError("no embeddings");
  Faces faces;
  for (std::size_t i = 0; i < embeddings.size(); ++i) {
    if (embeddings[i].model() != source.model ||
        embeddings[i].values().size() != embeddings[0].values().size()) {
      return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch,
                       fmt::format("cannot fit an embedding of {} to a cohort of {}",
                                   embeddings[i].model().ToString(), source.model.ToString()));
    }
    faces.Add(embeddings[i], people[i]);
  }
  return faces;
}

}  // namespace

std::size_t CohortFitSteps(const CohortFitterOptions& options) { return options.folds + 2; }

absl::StatusOr<CohortModel> FitCohortModel(const CohortSource& source,
                                           std::span<const Embedding> embeddings,
                                           std::span<const std::uint32_t> person_of_embedding,
                                           const CohortFitterOptions& options) {
  assert(options.folds >= 2 && options.travellers >= 1);
  PORTCULLIS_ASSIGN_OR_RETURN(const Faces faces,
                              FacesFrom(source, embeddings, person_of_embedding));
  const auto step_is_done = [&options] {
    if (options.on_step) options.on_step();
  };
  CohortModel model;
  model.model = source.model;
  model.data_set = source.data_set;
  model.fitted_on = source.fitted_on;
  model.people = source.people;
  model.images = source.images;
  model.failures_to_enrol = source.failures_to_enrol;

  DistanceHistogram strangers(FarthestOf(faces));
  PORTCULLIS_RETURN_IF_ERROR(CountStrangers(faces, strangers));
  if (kHardFmr * static_cast<double>(strangers.count()) < static_cast<double>(kFewestPairs)) {
    return absl::InvalidArgumentError(
        fmt::format("{} pairs of strangers are too few for a false match rate of {}, {:.0f} needed",
                    strangers.count(), kHardFmr, static_cast<double>(kFewestPairs) / kHardFmr));
  }
  model.knots = KnotsFrom(strangers, strangers);
  step_is_done();
  DistanceHistogram travellers(FarthestOf(faces));
  const std::map<std::uint32_t, std::size_t> folds = DealFolds(faces, options);
  for (std::size_t fold = 0; fold < options.folds; ++fold) {
    PORTCULLIS_RETURN_IF_ERROR(CountTravellers(faces, fold, folds, options, model, travellers));
    step_is_done();
  }
  PORTCULLIS_RETURN_IF_ERROR(FitDistribution(faces, options.mixture, model));
  model.knots = KnotsFrom(strangers, travellers);
  PORTCULLIS_RETURN_IF_ERROR(CheckCohortModel(model));
  step_is_done();
  return model;
}

}  // namespace portcullis
