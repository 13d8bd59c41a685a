// How much room there is around the head.
#pragma once

#include "matcher/core/image.h"
#include "matcher/core/quality.h"
#include "matcher/core/quality/face_frame.h"

namespace portcullis {

/// Raw: the smallest distance from kHead, turned as the face is, to an edge of the image, in units
/// of the frame (the distance between the eyes); negative where the head is cut off. Score: 100
/// from 0.25 on, 0 where the chin or an ear is a whole unit outside.
QualityComponent Margins(const Image& image, const FaceFrame& frame);

}  // namespace portcullis
