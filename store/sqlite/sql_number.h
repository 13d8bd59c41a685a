// Unsigned numbers for SQL, which knows signed ones only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace portcullis {

/// The largest that there is stands for all that are larger: fine for limits and bounds.
inline std::int64_t SqlNumber(std::uint64_t value) {
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(value, kLargest));
}

}  // namespace portcullis
