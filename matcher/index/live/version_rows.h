// References out of a version of the index.
#pragma once

#include <cstddef>
#include <vector>

#include "matcher/index/live/version.h"

namespace portcullis {

/// Up to `count` live rows of the parts, at even distances from each other. They refer to the
/// version.
std::vector<SourceRow> EvenlyDrawn(const Version& version, std::size_t count);

}  // namespace portcullis
