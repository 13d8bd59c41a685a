// How many shades a face is shown in.
#pragma once

#include "matcher/core/quality.h"
#include "matcher/core/quality/face_patch.h"

namespace portcullis {

/// Raw: entropy of the 256 levels of luminance in the face (IsInFace), bits, 0..8. Score:
/// 12.5 raw, as in ISO/IEC 29794-5.
QualityComponent DynamicRange(const FacePatch& face);

}  // namespace portcullis
