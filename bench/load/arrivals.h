// When the calls of an open-loop load are due, decided before the first of them is made.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace portcullis {

enum class ArrivalKind {
  kEven,     // one every 1/rate seconds
  kPoisson,  // as many kiosks that know nothing of each other would come
};

struct ArrivalPlan {
  ArrivalKind kind = ArrivalKind::kEven;
  double rate_per_s = 1;            // above 0
  std::chrono::nanoseconds span{};  // calls are due in [0, span)
  std::size_t most = 100'000;       // calls at all
  std::uint64_t seed = 1;           // of kPoisson
};

/// From the start of the load, ascending. The same plan gives the same times.
std::vector<std::chrono::nanoseconds> DueTimes(const ArrivalPlan& plan);

}  // namespace portcullis
