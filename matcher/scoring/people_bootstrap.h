// How uncertain measured rates are, because other people might have been measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "matcher/core/embedding.h"
#include "matcher/scoring/comparison.h"

namespace portcullis {

/// Comparisons counted at or below each of some distances.
struct ComparisonCounts {
  std::vector<double> impostors_at_or_below;  // one per distance; never falls
  std::vector<double> genuine_at_or_below;    // one per distance; never falls
  double impostors = 0;                       // all of them, the failures included
  double genuine = 0;
};

/// Resamples people, not comparisons. Comparisons that share a person depend on each other (one
/// man with a common face gives hundreds of close strangers), so treating them as independent would
/// claim far too narrow intervals. In each replicate as many people as there are are drawn with
/// replacement: a comparison of p with q counts times(p) x times(q), one within p counts times(p).
///
/// Every comparison is looked up among `distances` once, here; a replicate then costs one addition
/// per comparison. Deterministic: the same input and seed give the same replicates on every
/// machine. Thread-compatible.
class PeopleBootstrap {
 public:
  /// `distances` ascend strictly, at most 65,535 of them. Keeps about 6 bytes per comparison.
  PeopleBootstrap(std::span<const Comparison> comparisons, std::vector<Distance> distances,
                  std::uint64_t seed);

  /// Everyone once: what was measured.
  ComparisonCounts Measured() const;

  /// The next replicate.
  ComparisonCounts Next();

  std::size_t people() const { return people_; }

 private:
  // Comparisons grouped by their first person: those of person p are [begin[p], begin[p + 1]).
  struct Group {
    std::vector<std::size_t> begin;
    std::vector<std::uint32_t> other;  // the second person
    std::vector<std::uint16_t> bin;    // index of the smallest distance at or above
  };

  static Group GroupByFirstPerson(std::span<const Comparison> comparisons, bool genuine,
                                  const std::vector<Distance>& distances, std::size_t people);
  std::vector<double> Accumulate(const Group& group, std::span<const std::uint32_t> times) const;
  ComparisonCounts Count(std::span<const std::uint32_t> times) const;

  std::vector<Distance> distances_;
  std::size_t people_;
  Group impostors_;
  Group genuine_;
  std::mt19937_64 random_;
};

/// The value that a share `level` of `values` does not exceed. `values` is not empty.
double Quantile(std::vector<double> values, double level);

}  // namespace portcullis
