// How much of a face has a luminance within limits.
#pragma once

#include "matcher/core/quality/face_patch.h"

namespace portcullis {

/// Share of the samples in the face (IsInFace) whose luminance is in [from, to], 0..1; 1 if the
/// image has no part of the face.
double ShareOfFace(const FacePatch& face, float from, float to);

}  // namespace portcullis
