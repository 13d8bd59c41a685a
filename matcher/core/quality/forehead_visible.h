// Whether a hat, hair or its shade covers the forehead.
#pragma once

#include <optional>

#include "matcher/core/quality.h"
#include "matcher/core/quality/face_patch.h"

namespace portcullis {

/// Raw: mean luminance of kForehead divided by that of both cheeks, 0 or more. Score: logistic, 50
/// at 0.5. Not a measure of ISO/IEC 29794-5, which has a network segment the face. Absent where
/// the image does not reach so far.
std::optional<QualityComponent> ForeheadVisible(const FacePatch& face);

}  // namespace portcullis
