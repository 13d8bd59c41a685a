#include "matcher/scoring/distance_histogram.h"

#include <algorithm>
#include <cassert>

namespace portcullis {
namespace {

constexpr std::size_t kBins = 8192;  // the correction moves distances by hundreds of bins

}  // namespace

DistanceHistogram::DistanceHistogram(Distance farthest)
    : bins_per_unit_(static_cast<double>(kBins) / farthest.value), bins_(kBins + 1, 0) {
  assert(farthest.value > 0);
}

void DistanceHistogram::Add(Distance distance) {
  const double bin = std::min(distance.value * bins_per_unit_, static_cast<double>(kBins));
  ++bins_[static_cast<std::size_t>(bin)];
  ++count_;
}

Distance DistanceHistogram::Quantile(double rate) const {
  const double wanted = rate * static_cast<double>(count_);
  double below = 0;
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    const auto here = static_cast<double>(bins_[bin]);
    if (here > 0 && below + here >= wanted) {
      const double place = static_cast<double>(bin) + (wanted - below) / here;
      return {static_cast<float>(place / bins_per_unit_)};
    }
    below += here;
  }
  return {static_cast<float>(static_cast<double>(kBins) / bins_per_unit_)};
}

}  // namespace portcullis
