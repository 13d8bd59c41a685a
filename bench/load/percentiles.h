// What many latencies come to.
#pragma once

#include <cstddef>
#include <vector>

namespace portcullis {

/// In milliseconds. Of no sample at all every figure is 0: look at count first.
struct LatencySummary {
  std::size_t count = 0;
  double mean = 0;
  double p50 = 0;
  double p90 = 0;
  double p99 = 0;
  double p999 = 0;
  double max = 0;
};

/// The smallest sample that at least this share of the samples does not exceed (nearest rank).
/// `sorted` is ascending and not empty; 0 < share <= 1.
double PercentileOf(const std::vector<double>& sorted, double share);

/// From every sample, none rounded or put into a bucket.
LatencySummary Summarise(std::vector<double> samples_ms);

}  // namespace portcullis
