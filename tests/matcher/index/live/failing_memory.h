// An operator new that fails when a test says so. By itself, since a compiler that sees both it and
// who calls it takes malloc for a mistake.
#pragma once

#include <cstddef>
#include <limits>

namespace portcullis::testing {

inline constexpr int kNever = std::numeric_limits<int>::max();

/// On this thread so many allocations still succeed, and then one fails.
void FailAfter(int allocations);

/// From where a thread allocates just `bytes`: of its allocations of kLarge or more, so many
/// succeed, and then one fails. 0 bytes: no longer.
void FailAfterBytes(std::size_t bytes, int allocations);
inline constexpr std::size_t kLarge = 512;

/// How often so many bytes were allocated since.
int TimesOfBytes();

}  // namespace portcullis::testing
