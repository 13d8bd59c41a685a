// How large a face is in its image.
#pragma once

#include "matcher/core/face.h"
#include "matcher/core/quality.h"

namespace portcullis {

/// Pixels of the upright image between the eye centres, divided by the cosine of the yaw (no less
/// than 0.3), as in ISO/IEC 29794-5: a large head in profile is not small. Without points a guess
/// from the box.
float InterEyeDistancePx(const Face& face);

/// Raw: InterEyeDistancePx. Score: logistic, 50 at 30 px. ISO/IEC 29794-5 wants far more (90 px for
/// a portrait to be stored); a chip of the embedders has 40 to 50 px, beyond which nothing was
/// gained on lfw-dev.
QualityComponent InterEyeDistance(const Face& face);

}  // namespace portcullis
