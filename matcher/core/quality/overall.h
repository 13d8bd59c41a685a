// One value for all components.
#pragma once

#include <span>

#include "matcher/core/quality.h"

namespace portcullis {

/// 0..100: the weighted geometric mean of the scores, so that one bad component cannot be made up
/// for by many good ones, and none can make the value fall by rising. The weights are in overall.cc
/// with what they were fitted on; docs/quality.md has the curves. Those of measures that could not
/// be taken are left out; 0 if none that counts could be. Pure.
int OverallQuality(std::span<const QualityComponent> components);

}  // namespace portcullis
