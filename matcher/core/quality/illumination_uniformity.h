// Whether the light comes from the front or from one side.
#pragma once

#include "matcher/core/quality.h"
#include "matcher/core/quality/face_patch.h"

namespace portcullis {

/// Raw: what the histograms of the luminance of both cheeks have in common, 0 (nothing) to 1 (light
/// from the front): the sum over 16 bins of the smaller of the two shares. ISO/IEC 29794-5 compares
/// both halves in the same way. Score: 100 sqrt(raw).
QualityComponent IlluminationUniformity(const FacePatch& face);

}  // namespace portcullis
