// One value for all components.
#pragma once

#include <span>

#include "matcher/core/quality.h"

namespace portcullis {

/// 0..100: the product of the scores, each as a share of 100 and raised to an exponent of its own,
/// so that one bad component cannot be made up for by many good ones, and none can make the value
/// fall by rising. The exponents are in overall.cc with what they were fitted on; docs/quality.md
/// has the curves. Where measures could not be taken, the exponents of the others grow in
/// proportion, so that nothing is gained by hiding; 0 if none that counts could be taken. Pure.
int OverallQuality(std::span<const QualityComponent> components);

}  // namespace portcullis
