// An operator new that fails when a test says so. By itself, since a compiler that sees both it and
// who calls it takes malloc for a mistake.
#pragma once

#include <cstddef>
#include <limits>

namespace portcullis::testing {

inline constexpr int kNever = std::numeric_limits<int>::max();

/// On this thread so many allocations still succeed, and then one fails.
void FailAfter(int allocations);

}  // namespace portcullis::testing
