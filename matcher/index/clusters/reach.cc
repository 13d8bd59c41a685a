#include "matcher/index/clusters/reach.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace portcullis {

Reach::Reach(std::vector<double> shares) : shares_(std::move(shares)) {
  std::sort(shares_.begin(), shares_.end());
}

double Reach::ShareFor(double recall) const {
  const auto sample = static_cast<double>(shares_.size());
  // A whole number but for its rounding is that number.
  const double misses = std::floor((1 - recall) * sample + 1e-9);
  if (!(misses >= 1)) return 1;
  if (misses >= sample) return 0;
  return shares_[shares_.size() - 1 - static_cast<std::size_t>(misses)];
}

}  // namespace portcullis
