// How much fine detail of a face there is.
#pragma once

#include "matcher/core/quality.h"
#include "matcher/core/quality/face_patch.h"

namespace portcullis {

/// Raw: root mean square of the Laplacian (4 neighbours) of luminance in kInnerFace, divided by the
/// standard deviation of luminance there; 0 or more. Both grow with contrast, so it does not count.
/// The patch has one size whatever the size of the image, so neither does that, as long as the
/// image has as much detail: a face too small for its patch is as soft as a blurred one, and to an
/// embedder it is the same. A measure of our own, after the variance of the Laplacian (Pech-Pacheco
/// et al. 2000); ISO/IEC 29794-5 trains a forest on such statistics. Noise looks like detail to it.
/// Samples beyond the image are left out. Score: logistic, 50 at 0.28.
QualityComponent Sharpness(const FacePatch& face);

}  // namespace portcullis
