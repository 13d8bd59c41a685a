// Whether the eyes are open, as far as a small picture of them tells.
#pragma once

#include <optional>

#include "matcher/core/quality.h"
#include "matcher/core/quality/face_patch.h"

namespace portcullis {

/// Raw: in a window around each eye (kRightEye, kLeftEye), the mean horizontal step of luminance
/// from sample to sample divided by the sum of the mean horizontal and the mean vertical one, 0..1;
/// the mean of both eyes. An open eye has edges beside its iris and in its corners, a closed one is
/// a line across: it steps downward alone. A measure of our own, because ISO/IEC 29794-5 measures
/// the gap between lids with a landmark model that we may not ship. Absent where an eye is not in
/// the image.
///
/// What it is worth is in docs/quality.md: against the gap of dlib's 68 points on lfw-dev it tells
/// closed eyes from open ones with an AUC of about 0.8, so it may advise and does not decide.
/// Score: logistic, 50 at 0.27.
std::optional<QualityComponent> EyesOpen(const FacePatch& face);

}  // namespace portcullis
