#include "bench/load/arrivals.h"

#include <random>

namespace portcullis {

std::vector<std::chrono::nanoseconds> DueTimes(const ArrivalPlan& plan) {
  std::vector<std::chrono::nanoseconds> due;
  std::mt19937_64 random(plan.seed);
  // The pauses of a Poisson process are exponential with mean 1/rate.
  std::exponential_distribution<double> pause_s(plan.rate_per_s);
  double next_s = plan.kind == ArrivalKind::kPoisson ? pause_s(random) : 0;
  while (due.size() < plan.most) {
    const auto next =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(next_s));
    if (next >= plan.span) break;
    due.push_back(next);
    // Counted rather than added up, so that rounding does not move the rate.
    next_s = plan.kind == ArrivalKind::kPoisson ? next_s + pause_s(random)
                                                : static_cast<double>(due.size()) / plan.rate_per_s;
  }
  return due;
}

}  // namespace portcullis
