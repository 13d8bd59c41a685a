// How large a rate may be, given how often something was seen.
#pragma once

#include <cstdint>

namespace portcullis {

/// Clopper-Pearson: the largest rate at which seeing `errors` or fewer in `trials` independent
/// trials still has probability `1 - level`. With 0 errors about 3/trials at a level of 0.95 (rule
/// of three). 0 <= errors <= trials, trials at least 1, level in (0, 1). In (0, 1].
double UpperRateBound(std::uint64_t errors, std::uint64_t trials, double level = 0.95);

/// The smallest rate at which seeing `errors` or more still has probability `1 - level`. In [0, 1).
double LowerRateBound(std::uint64_t errors, std::uint64_t trials, double level = 0.95);

}  // namespace portcullis
