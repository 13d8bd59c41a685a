#include "eval/group_rates.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

constexpr std::uint64_t kSeed = 1;

// Genuine cells after the others, so that false matches come first.
using CellKey = std::tuple<bool, std::string, std::string>;

// With people numbered anew: the bootstrap draws those of the cell alone.
std::vector<Comparison> WithOwnPeople(const std::vector<Comparison>& comparisons,
                                      std::uint64_t& people) {
  std::map<std::uint32_t, std::uint32_t> number;
  const auto number_of = [&](std::uint32_t person) {
    return number.emplace(person, static_cast<std::uint32_t>(number.size())).first->second;
  };
  std::vector<Comparison> numbered;
  numbered.reserve(comparisons.size());
  for (const Comparison& comparison : comparisons) {
    const std::uint32_t first = number_of(comparison.first_person);
    const std::uint32_t second = number_of(comparison.second_person);
    numbered.push_back({first, second, comparison.distance, comparison.genuine});
  }
  people = number.size();
  return numbered;
}

RateEstimate Measure(const std::vector<Comparison>& comparisons, bool genuine, Distance threshold,
                     int replicates) {
  PeopleBootstrap bootstrap(comparisons, {threshold}, kSeed);
  const auto errors_of = [genuine](const ComparisonCounts& counts) {
    return genuine ? counts.genuine - counts.genuine_at_or_below[0]
                   : counts.impostors_at_or_below[0];
  };
  const auto trials_of = [genuine](const ComparisonCounts& counts) {
    return genuine ? counts.genuine : counts.impostors;
  };
  std::vector<double> resampled;
  for (int replicate = 0; replicate < replicates; ++replicate) {
    const ComparisonCounts counts = bootstrap.Next();
    if (trials_of(counts) > 0) resampled.push_back(errors_of(counts) / trials_of(counts));
  }
  const ComparisonCounts measured = bootstrap.Measured();
  return EstimateRate(static_cast<std::uint64_t>(errors_of(measured)),
                      static_cast<std::uint64_t>(trials_of(measured)), resampled);
}

std::optional<DifferentialSummary> SummariseCells(const std::vector<GroupCell>& cells,
                                                  bool genuine) {
  std::vector<double> rates;
  for (const GroupCell& cell : cells) {
    if (cell.genuine != genuine || cell.group != cell.other_group || cell.suppressed) continue;
    if (cell.rate.is_bound_only()) return std::nullopt;
    rates.push_back(cell.rate.rate());
  }
  if (rates.size() < 2) return std::nullopt;
  return Summarise(rates);
}

}  // namespace

DifferentialSummary Summarise(std::span<const double> rates) {
  const auto n = static_cast<double>(rates.size());
  double sum = 0;
  double sum_of_logs = 0;
  double differences = 0;
  for (const double rate : rates) {
    sum += rate;
    sum_of_logs += std::log(rate);
    for (const double other : rates) differences += std::abs(rate - other);
  }
  const auto [least, most] = std::minmax_element(rates.begin(), rates.end());
  return {rates.size(), *most / *least, *most / std::exp(sum_of_logs / n),
          n / (n - 1) * differences / (2 * n * sum)};
}

GroupRates MeasureGroups(const DistanceMatrix& distances,
                         std::span<const std::uint32_t> person_of_image,
                         std::span<const std::string> group_of_image, Distance threshold,
                         const GroupOptions& options) {
  std::map<CellKey, std::vector<Comparison>> comparisons_of;
  for (std::size_t i = 0; i < distances.images(); ++i) {
    for (std::size_t j = i + 1; j < distances.images(); ++j) {
      const bool genuine = person_of_image[i] == person_of_image[j];
      const auto groups = std::minmax(group_of_image[i], group_of_image[j]);
      comparisons_of[{genuine, groups.first, groups.second}].push_back(
          {person_of_image[i], person_of_image[j], Distance{distances.At(i, j)}, genuine});
    }
  }
  GroupRates result;
  result.threshold = threshold;
  for (const auto& [key, comparisons] : comparisons_of) {
    GroupCell cell;
    std::tie(cell.genuine, cell.group, cell.other_group) = key;
    const std::vector<Comparison> own = WithOwnPeople(comparisons, cell.people);
    cell.suppressed =
        own.size() < options.minimum_comparisons || cell.people < options.minimum_people;
    cell.rate = Measure(own, cell.genuine, threshold, cell.suppressed ? 0 : options.replicates);
    result.cells.push_back(std::move(cell));
  }
  result.fmr = SummariseCells(result.cells, false);
  result.fnmr = SummariseCells(result.cells, true);
  return result;
}

}  // namespace portcullis
