#include "bench/load/percentiles.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace portcullis {

double PercentileOf(const std::vector<double>& sorted, double share) {
  const auto count = static_cast<double>(sorted.size());
  // 0.99 * 100 is a little above 99 in binary: without the allowance the rank would be 100.
  const double rank = std::ceil(share * count - 1e-9);
  const auto index = static_cast<std::size_t>(std::clamp(rank, 1.0, count)) - 1;
  return sorted[index];
}

LatencySummary Summarise(std::vector<double> samples_ms) {
  if (samples_ms.empty()) return {};
  std::sort(samples_ms.begin(), samples_ms.end());
  const double sum = std::accumulate(samples_ms.begin(), samples_ms.end(), 0.0);
  return {.count = samples_ms.size(),
          .mean = sum / static_cast<double>(samples_ms.size()),
          .p50 = PercentileOf(samples_ms, 0.5),
          .p90 = PercentileOf(samples_ms, 0.9),
          .p99 = PercentileOf(samples_ms, 0.99),
          .p999 = PercentileOf(samples_ms, 0.999),
          .max = samples_ms.back()};
}

}  // namespace portcullis
