// Whether the mouth is closed, as far as a small picture of it tells.
#pragma once

#include <optional>

#include "matcher/core/quality.h"
#include "matcher/core/quality/face_patch.h"

namespace portcullis {

/// Raw: mean bend (second difference) of luminance along rows within kMouth divided by that within
/// kInnerFace, 0 or more; larger means open. Closed lips are smooth along a row, teeth and the
/// corners of a gap are not. A measure of our own, because ISO/IEC 29794-5 measures the gap between
/// lips with a landmark model that we may not ship. Absent where the mouth is not in the image.
///
/// What it is worth is in docs/quality.md: against the gap of dlib's 68 points it tells open mouths
/// from closed ones with an AUC of about 0.86 on lfw-dev. Score: logistic and falling, 50 at 1.15.
std::optional<QualityComponent> MouthClosed(const FacePatch& face);

}  // namespace portcullis
