#include "matcher/scoring/pareto_tail.h"

#include <cassert>
#include <cmath>
#include <cstddef>

namespace portcullis {
namespace {

constexpr double kExponentialShape = 1e-9;  // closer to 0 the power cannot be computed

}  // namespace

double ParetoTail::Survival(double excess) const {
  if (excess <= 0) return 1;
  if (std::abs(shape) < kExponentialShape) return std::exp(-excess / scale);
  const double base = 1 - shape * excess / scale;
  return base > 0 ? std::pow(base, 1 / shape) : 0;
}

ParetoTail FitParetoTail(std::span<const double> excesses) {
  assert(excesses.size() >= 2 && excesses.back() > 0);
  const auto count = static_cast<double>(excesses.size());
  double mean = 0;      // E[x]
  double weighted = 0;  // E[x (1 - F(x))]
  for (std::size_t i = 0; i < excesses.size(); ++i) {
    const double position = (static_cast<double>(i + 1) - 0.35) / count;
    mean += excesses[i] / count;
    weighted += (1 - position) * excesses[i] / count;
  }
  const double difference = mean - 2 * weighted;
  return {.shape = mean / difference - 2, .scale = 2 * mean * weighted / difference};
}

}  // namespace portcullis
