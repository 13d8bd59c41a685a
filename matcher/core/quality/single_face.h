// Whether there is another face.
#pragma once

#include <span>

#include "matcher/core/face.h"
#include "matcher/core/quality.h"

namespace portcullis {

/// Raw: 1 minus the area of the largest other box divided by that of `face`, 0..1; 1 when there is
/// no other. ISO/IEC 29794-5 takes this ratio. Score: 100 raw. `faces` has `face` among them.
QualityComponent SingleFace(const Face& face, std::span<const Face> faces);

}  // namespace portcullis
