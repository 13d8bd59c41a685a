// How much of a face is too dark to show anything.
#pragma once

#include "matcher/core/quality.h"
#include "matcher/core/quality/face_patch.h"

namespace portcullis {

/// Raw: share of the face (IsInFace) whose luminance is at most 25 of 255, 0..1; the limit is that
/// of ISO/IEC 29794-5. Score: 100 (1 - raw)^2.
QualityComponent UnderExposure(const FacePatch& face);

}  // namespace portcullis
