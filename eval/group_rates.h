// Error rates by what people said of themselves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/distance_matrix.h"
#include "eval/error_rates.h"
#include "matcher/core/embedding.h"

namespace portcullis {

/// Comparisons within one group, or between two.
struct GroupCell {
  std::string group;
  std::string other_group;  // `group` or later in the alphabet
  bool genuine = false;     // false non-matches are counted, otherwise false matches
  std::uint64_t people = 0;
  /// Comparisons with an image without an embedding are among them: genuine ones are misses.
  RateEstimate rate;
  bool suppressed = false;  // too few to be shown: nobody may use `rate` but its trials
};

/// How far apart the rates within groups are, as NIST IR 8429 (Grother 2022) sums them up.
struct DifferentialSummary {
  std::size_t groups = 0;
  double max_over_min = 1;
  double max_over_geometric_mean = 1;
  double gini = 0;  // 0: all the same
};

/// `rates` are more than 0, two at least. The Gini coefficient is n / (n - 1) x the sum of
/// |x_i - x_j| over all ordered pairs / (2 n^2 mean) (Howard et al. 2022, for few groups).
DifferentialSummary Summarise(std::span<const double> rates);

struct GroupRates {
  Distance threshold;
  std::vector<GroupCell> cells;  // by kind, then by groups
  /// Over the groups that are shown, comparisons within each; absent with fewer than two of them,
  /// or if one has fewer than three errors, whose rate says too little to divide by.
  std::optional<DifferentialSummary> fmr;
  std::optional<DifferentialSummary> fnmr;
};

struct GroupOptions {
  /// Fewer comparisons or people are not shown. With 30 comparisons no rate below 10 % can be told
  /// from none at all (rule of three); fewer than 5 people are nearly themselves.
  std::uint64_t minimum_comparisons = 30;
  std::uint64_t minimum_people = 5;
  int replicates = 500;
};

/// Every two images compared at `threshold`; `group_of_image` and `person_of_image` have one each.
/// Intervals: 95 %, bootstrap over the people of the cell. Deterministic.
GroupRates MeasureGroups(const DistanceMatrix& distances,
                         std::span<const std::uint32_t> person_of_image,
                         std::span<const std::string> group_of_image, Distance threshold,
                         const GroupOptions& options);

}  // namespace portcullis
