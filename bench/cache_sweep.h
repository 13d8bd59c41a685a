// Leaves the processor's cache as it is after the other work of a check.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace portcullis {

/// Reads so much that nothing is left in the cache of what was measured before.
class CacheSweep {
 public:
  void operator()() { sum_ = std::accumulate(values_.begin(), values_.end(), std::uint64_t{0}); }

 private:
  static constexpr std::size_t kBytes = std::size_t{64} << 20U;  // twice what the cores share here

  std::vector<std::uint64_t> values_ =
      std::vector<std::uint64_t>(kBytes / sizeof(std::uint64_t), 1);
  volatile std::uint64_t sum_ = 0;  // so that the reading is not left out
};

}  // namespace portcullis
