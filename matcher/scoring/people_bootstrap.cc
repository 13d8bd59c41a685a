#include "matcher/scoring/people_bootstrap.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

namespace portcullis {
namespace {

std::size_t CountPeople(std::span<const Comparison> comparisons) {
  std::uint32_t people = 0;
  for (const Comparison& comparison : comparisons) {
    people = std::max({people, comparison.first_person + 1, comparison.second_person + 1});
  }
  return people;
}

std::uint16_t BinOf(Distance distance, const std::vector<Distance>& distances) {
  const auto bin = std::lower_bound(distances.begin(), distances.end(), distance);
  return static_cast<std::uint16_t>(bin - distances.begin());
}

// Standard distributions differ between libraries; this one is the same everywhere. Its bias is
// below people / 2^64.
std::size_t DrawPerson(std::mt19937_64& random, std::size_t people) { return random() % people; }

}  // namespace

PeopleBootstrap::PeopleBootstrap(std::span<const Comparison> comparisons,
                                 std::vector<Distance> distances, std::uint64_t seed)
    : distances_(std::move(distances)),
      people_(CountPeople(comparisons)),
      impostors_(GroupByFirstPerson(comparisons, false, distances_, people_)),
      genuine_(GroupByFirstPerson(comparisons, true, distances_, people_)),
      random_(seed) {
  assert(distances_.size() < 65536);
}

PeopleBootstrap::Group PeopleBootstrap::GroupByFirstPerson(std::span<const Comparison> comparisons,
                                                           bool genuine,
                                                           const std::vector<Distance>& distances,
                                                           std::size_t people) {
  Group group;
  group.begin.assign(people + 1, 0);
  for (const Comparison& comparison : comparisons) {
    if (comparison.genuine == genuine) ++group.begin[comparison.first_person + 1];
  }
  std::partial_sum(group.begin.begin(), group.begin.end(), group.begin.begin());
  group.other.resize(group.begin.back());
  group.bin.resize(group.begin.back());
  std::vector<std::size_t> next(group.begin.begin(), group.begin.end() - 1);
  for (const Comparison& comparison : comparisons) {
    if (comparison.genuine != genuine) continue;
    const std::size_t place = next[comparison.first_person]++;
    group.other[place] = comparison.second_person;
    group.bin[place] = BinOf(comparison.distance, distances);
  }
  return group;
}

std::vector<double> PeopleBootstrap::Accumulate(const Group& group,
                                                std::span<const std::uint32_t> times) const {
  std::vector<std::uint64_t> total(distances_.size() + 1, 0);
  for (std::size_t person = 0; person < people_; ++person) {
    const std::uint64_t drawn = times[person];
    if (drawn == 0) continue;
    for (std::size_t i = group.begin[person]; i < group.begin[person + 1]; ++i) {
      total[group.bin[i]] += drawn * (group.other[i] == person ? 1 : times[group.other[i]]);
    }
  }
  std::partial_sum(total.begin(), total.end(), total.begin());
  return {total.begin(), total.end()};
}

ComparisonCounts PeopleBootstrap::Count(std::span<const std::uint32_t> times) const {
  ComparisonCounts counts;
  counts.impostors_at_or_below = Accumulate(impostors_, times);
  counts.genuine_at_or_below = Accumulate(genuine_, times);
  // The last bin holds what is farther than every distance.
  counts.impostors = counts.impostors_at_or_below.back();
  counts.genuine = counts.genuine_at_or_below.back();
  counts.impostors_at_or_below.pop_back();
  counts.genuine_at_or_below.pop_back();
  return counts;
}

ComparisonCounts PeopleBootstrap::Measured() const {
  return Count(std::vector<std::uint32_t>(people_, 1));
}

ComparisonCounts PeopleBootstrap::Next() {
  std::vector<std::uint32_t> times(people_, 0);
  for (std::size_t i = 0; i < people_; ++i) ++times[DrawPerson(random_, people_)];
  return Count(times);
}

double Quantile(std::vector<double> values, double level) {
  assert(!values.empty());
  const auto rank = static_cast<std::size_t>(
      std::max(0.0, std::ceil(level * static_cast<double>(values.size())) - 1));
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

}  // namespace portcullis
