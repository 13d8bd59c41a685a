#include "matcher/scoring/synthetic_cohort.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/binomial_bound.h"
#include "matcher/scoring/normal_deviates.h"

namespace portcullis {
namespace {

constexpr std::size_t kLanes = 16;
constexpr std::size_t kMaxTravellers = 10'000'000;
constexpr double kOneSided = 0.975;  // both bounds together 95 %

using Lanes = std::array<float, kLanes>;

absl::Status Invalid(std::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, what);
}

// Squared distances of one reference to the travellers of one block. NaN for lanes of nobody.
Lanes SquaredDistances(const float* block, std::span<const float> reference, float outside) {
  Lanes sums;
  sums.fill(outside);
  for (std::size_t axis = 0; axis < reference.size(); ++axis) {
    const float* lanes = block + axis * kLanes;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const float difference = lanes[lane] - reference[axis];
      sums[lane] += difference * difference;
    }
  }
  return sums;
}

std::uint32_t CountWithin(const Lanes& squared, float limit_squared) {
  std::uint32_t count = 0;
  for (const float value : squared) count += value <= limit_squared ? 1U : 0U;
  return count;
}

// A lane without a number stays as it is.
void KeepSmaller(const Lanes& candidates, Lanes& smallest) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    smallest[lane] = candidates[lane] < smallest[lane] ? candidates[lane] : smallest[lane];
  }
}

CohortRate RateOf(std::uint64_t alarms, std::uint64_t travellers) {
  return {alarms, travellers, LowerRateBound(alarms, travellers, kOneSided),
          UpperRateBound(alarms, travellers, kOneSided)};
}

std::size_t ChooseComponent(const std::vector<CohortComponent>& components, double uniform) {
  double below = 0;
  for (std::size_t i = 0; i + 1 < components.size(); ++i) {
    below += components[i].weight;
    if (uniform < below) return i;
  }
  return components.size() - 1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SyntheticCohort>> SyntheticCohort::Create(
    CohortModel model, SyntheticCohortOptions options) {
  PORTCULLIS_RETURN_IF_ERROR(CheckCohortModel(model));
  if (options.travellers < 1 || options.travellers > kMaxTravellers) {
    return absl::InvalidArgumentError(
        fmt::format("{} travellers, allowed are 1 to {}", options.travellers, kMaxTravellers));
  }
  std::unique_ptr<SyntheticCohort> cohort(new SyntheticCohort(std::move(model), options));
  cohort->Draw();
  return cohort;
}

SyntheticCohort::SyntheticCohort(CohortModel model, SyntheticCohortOptions options)
    : model_(std::move(model)),
      options_(options),
      blocks_((options.travellers + kLanes - 1) / kLanes),
      coordinates_(blocks_ * model_.axis_count() * kLanes,
                   std::numeric_limits<float>::quiet_NaN()) {}

void SyntheticCohort::Draw() {
  const std::size_t axes = model_.axis_count();
  NormalDeviates random(options_.seed);
  std::vector<double> deviates(axes);
  for (std::size_t traveller = 0; traveller < options_.travellers; ++traveller) {
    const CohortComponent& component =
        model_.components[ChooseComponent(model_.components, random.NextUniform())];
    for (double& deviate : deviates) deviate = random.Next();
    float* place = &coordinates_[traveller / kLanes * axes * kLanes + traveller % kLanes];
    const float* row = component.factor.data();
    for (std::size_t axis = 0; axis < axes; ++axis) {
      double value = component.mean[axis];
      for (std::size_t i = 0; i <= axis; ++i) value += row[i] * deviates[i];
      place[axis * kLanes] = static_cast<float>(value);
      row += axis + 1;
    }
  }
}

absl::StatusOr<SyntheticCohort::TurnedReference> SyntheticCohort::Turn(
    const Embedding& reference) const {
  const std::size_t dimension = model_.dimension();
  if (reference.model() != model_.model || reference.values().size() != dimension) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch,
                     fmt::format("cannot compare an embedding of {} with a cohort of {}",
                                 reference.model().ToString(), model_.model.ToString()));
  }
  if (!std::all_of(reference.values().begin(), reference.values().end(),
                   [](float value) { return std::isfinite(value); })) {
    return Invalid("an embedding has a number that is not finite");
  }
  std::vector<double> outside(dimension);
  for (std::size_t i = 0; i < dimension; ++i) {
    outside[i] = static_cast<double>(reference.values()[i]) - model_.mean[i];
  }
  TurnedReference turned;
  for (std::size_t axis = 0; axis < model_.axis_count(); ++axis) {
    const float* direction = &model_.axes[axis * dimension];
    double coordinate = 0;
    for (std::size_t i = 0; i < dimension; ++i) coordinate += direction[i] * outside[i];
    for (std::size_t i = 0; i < dimension; ++i) outside[i] -= coordinate * direction[i];
    turned.coordinates.push_back(static_cast<float>(coordinate));
  }
  double squared = 0;
  for (const double value : outside) squared += value * value;
  turned.outside_squared = static_cast<float>(squared);
  return turned;
}

absl::StatusOr<CohortImpact> SyntheticCohort::ImpactOf(std::span<const Embedding> references,
                                                       Distance max_distance) const {
  if (references.empty()) return Invalid("an entry without references");
  if (!(max_distance.value >= 0) || !std::isfinite(max_distance.value)) {
    return Invalid(fmt::format("distance {} is not 0 or more", max_distance.value));
  }
  std::vector<TurnedReference> turned;
  for (const Embedding& reference : references) {
    PORTCULLIS_ASSIGN_OR_RETURN(TurnedReference one, Turn(reference));
    turned.push_back(std::move(one));
  }
  const auto squared = [](Distance distance) { return distance.value * distance.value; };
  const std::array limits = {squared(CohortDistance(model_.knots, max_distance)),
                             squared(KnotAt(model_, kEasyFmr).cohort_distance),
                             squared(KnotAt(model_, kHardFmr).cohort_distance)};
  std::uint64_t stopped = 0;
  std::vector<std::array<std::uint64_t, limits.size()>> within(turned.size());
  const std::size_t block_size = model_.axis_count() * kLanes;
  for (std::size_t block = 0; block < blocks_; ++block) {
    Lanes nearest;
    nearest.fill(std::numeric_limits<float>::infinity());
    for (std::size_t i = 0; i < turned.size(); ++i) {
      const Lanes distances = SquaredDistances(&coordinates_[block * block_size],
                                               turned[i].coordinates, turned[i].outside_squared);
      KeepSmaller(distances, nearest);
      for (std::size_t limit = 0; limit < limits.size(); ++limit) {
        within[i][limit] += CountWithin(distances, limits[limit]);
      }
    }
    stopped += CountWithin(nearest, limits[0]);
  }

  CohortImpact impact;
  impact.alarms = RateOf(stopped, options_.travellers);
  impact.beyond_measured_range = max_distance < model_.knots.front().distance;
  for (const auto& counts : within) {
    CohortReferenceImpact reference;
    reference.alarms = RateOf(counts[0], options_.travellers);
    reference.resemblance = {Resemblance{kEasyFmr, RateOf(counts[1], options_.travellers)},
                             Resemblance{kHardFmr, RateOf(counts[2], options_.travellers)}};
    reference.wolf = reference.resemblance[1].ratio_low() > kWolfRatio;
    impact.references.push_back(reference);
  }
  return impact;
}

absl::StatusOr<std::vector<Distance>> SyntheticCohort::DistancesTo(
    const Embedding& reference) const {
  PORTCULLIS_ASSIGN_OR_RETURN(const TurnedReference turned, Turn(reference));
  std::vector<Distance> distances;
  distances.reserve(blocks_ * kLanes);
  const std::size_t block_size = model_.axis_count() * kLanes;
  for (std::size_t block = 0; block < blocks_; ++block) {
    for (const float squared : SquaredDistances(&coordinates_[block * block_size],
                                                turned.coordinates, turned.outside_squared)) {
      distances.push_back({std::sqrt(squared)});
    }
  }
  distances.resize(options_.travellers);
  return distances;
}

Embedding SyntheticCohort::Traveller(std::size_t index) const {
  assert(index < options_.travellers);
  const std::size_t axes = model_.axis_count();
  const std::size_t dimension = model_.dimension();
  std::vector<float> values = model_.mean;
  const float* place = &coordinates_[index / kLanes * axes * kLanes + index % kLanes];
  for (std::size_t axis = 0; axis < axes; ++axis) {
    for (std::size_t i = 0; i < dimension; ++i) {
      values[i] += place[axis * kLanes] * model_.axes[axis * dimension + i];
    }
  }
  return {model_.model, std::move(values)};
}

}  // namespace portcullis
