// Isotonic regression by pooling adjacent violators.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace portcullis {

struct WeightedValue {
  double value = 0;
  double weight = 0;  // more than 0
};

/// Neighbours that were pooled: they share their weighted mean.
struct IsotonicBlock {
  std::size_t first = 0;  // index of the first value pooled
  std::size_t last = 0;   // index of the last, inclusive
  double mean = 0;
  double weight = 0;
};

/// The closest sequence to `values` in weighted least squares that never rises, as blocks in the
/// order of `values` with strictly falling means. Pure.
std::vector<IsotonicBlock> FitNonIncreasing(std::span<const WeightedValue> values);

}  // namespace portcullis
