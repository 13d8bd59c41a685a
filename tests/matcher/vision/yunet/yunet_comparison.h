// Our YuNet beside OpenCV's.
#pragma once

#include <string>
#include <vector>

#include "matcher/core/face.h"

namespace portcullis::testing {

/// Empty if both saw the same faces: as many, boxes and points within 0.01 px, confidences within
/// 1e-5; else what differs.
std::string DifferenceOf(const std::vector<Face>& ours, const std::vector<Face>& theirs);

}  // namespace portcullis::testing
