#include "matcher/scoring/cohort_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "fmt/format.h"

namespace portcullis {
namespace {

constexpr double kTolerance = 1e-4;  // of products of float32 axes
constexpr double kSameRate = 1e-6;   // relative: decimals in a file

absl::Status Wrong(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("cohort model: {}", what));
}

bool AllFinite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

bool IsOrthonormal(const CohortModel& model) {
  const std::size_t dimension = model.dimension();
  for (std::size_t a = 0; a < model.axis_count(); ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      double product = 0;
      for (std::size_t i = 0; i < dimension; ++i) {
        product += static_cast<double>(model.axes[a * dimension + i]) *
                   static_cast<double>(model.axes[b * dimension + i]);
      }
      if (std::abs(product - (a == b ? 1 : 0)) > kTolerance) return false;
    }
  }
  return true;
}

absl::Status CheckComponent(const CohortComponent& component, std::size_t axes) {
  if (!(component.weight > 0 && component.weight <= 1)) {
    return Wrong(fmt::format("weight {} is not in (0, 1]", component.weight));
  }
  if (component.mean.size() != axes || component.factor.size() != axes * (axes + 1) / 2) {
    return Wrong(fmt::format("a component is not of {} axes", axes));
  }
  if (!AllFinite(component.mean) || !AllFinite(component.factor)) {
    return Wrong("a component has a number that is not finite");
  }
  return absl::OkStatus();
}

bool IsAt(const CohortKnot& knot, double fmr) { return std::abs(knot.fmr / fmr - 1) < kSameRate; }

absl::Status CheckKnots(std::span<const CohortKnot> knots) {
  for (std::size_t i = 0; i < knots.size(); ++i) {
    const CohortKnot& knot = knots[i];
    if (!(knot.fmr > 0 && knot.fmr < 1 && knot.distance.value > 0 &&
          knot.cohort_distance.value > 0 && std::isfinite(knot.distance.value) &&
          std::isfinite(knot.cohort_distance.value))) {
      return Wrong("a knot is out of range");
    }
    if (i > 0 && !(knots[i - 1].fmr < knot.fmr && knots[i - 1].distance < knot.distance &&
                   knots[i - 1].cohort_distance < knot.cohort_distance)) {
      return Wrong("knots do not ascend");
    }
  }
  for (const double fmr : {kEasyFmr, kHardFmr}) {
    if (std::none_of(knots.begin(), knots.end(), [=](const auto& k) { return IsAt(k, fmr); })) {
      return Wrong(fmt::format("no knot at a false match rate of {}", fmr));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCohortModel(const CohortModel& model) {
  if (model.mean.empty() || model.axes.empty() || model.axes.size() % model.mean.size() != 0 ||
      model.axis_count() > model.dimension()) {
    return Wrong(fmt::format("{} numbers of axes do not fit an embedding of {}", model.axes.size(),
                             model.dimension()));
  }
  if (!AllFinite(model.mean) || !AllFinite(model.axes) || !IsOrthonormal(model)) {
    return Wrong("axes are not orthonormal");
  }
  double weight = 0;
  for (const CohortComponent& component : model.components) {
    const absl::Status status = CheckComponent(component, model.axis_count());
    if (!status.ok()) return status;
    weight += component.weight;
  }
  if (std::abs(weight - 1) > kTolerance) {
    return Wrong(fmt::format("weights add up to {}, not to 1", weight));
  }
  return CheckKnots(model.knots);
}

Distance CohortDistance(std::span<const CohortKnot> knots, Distance distance) {
  assert(!knots.empty());
  const auto above =
      std::lower_bound(knots.begin(), knots.end(), distance,
                       [](const CohortKnot& knot, Distance d) { return knot.distance < d; });
  if (above == knots.begin() || above == knots.end()) {
    const CohortKnot& last = above == knots.end() ? knots.back() : knots.front();
    return {std::max(0.0F, distance.value + last.cohort_distance.value - last.distance.value)};
  }
  const CohortKnot& below = *(above - 1);
  const float share =
      (distance.value - below.distance.value) / (above->distance.value - below.distance.value);
  return {below.cohort_distance.value +
          share * (above->cohort_distance.value - below.cohort_distance.value)};
}

const CohortKnot& KnotAt(const CohortModel& model, double fmr) {
  const auto found = std::find_if(model.knots.begin(), model.knots.end(),
                                  [fmr](const CohortKnot& knot) { return IsAt(knot, fmr); });
  assert(found != model.knots.end());
  return *found;
}

}  // namespace portcullis
