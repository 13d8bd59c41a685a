// How often distances occur, when they are too many to keep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "matcher/core/embedding.h"

namespace portcullis {

/// Counts in bins of equal width from 0; farther distances are counted as far. Thread-compatible.
class DistanceHistogram {
 public:
  /// `farthest` is above 0.
  explicit DistanceHistogram(Distance farthest);

  void Add(Distance distance);

  std::uint64_t count() const { return count_; }

  /// The distance at or below which a share `rate` of all lies, linear within a bin. `rate` is in
  /// (0, 1) and at least one distance was added.
  Distance Quantile(double rate) const;

 private:
  double bins_per_unit_;
  std::vector<std::uint64_t> bins_;  // the last: farther
  std::uint64_t count_ = 0;
};

}  // namespace portcullis
