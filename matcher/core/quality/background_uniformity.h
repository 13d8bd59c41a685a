// How plain the background is.
#pragma once

#include <optional>

#include "matcher/core/quality.h"
#include "matcher/core/quality/face_patch.h"

namespace portcullis {

/// Raw: mean size of the gradient of luminance beside and above the head, within kSurroundings and
/// outside of kHead, per sample of an eighth of a unit; 0 for a plain wall. Score: 100 / (1 + raw /
/// 12). ISO/IEC 29794-5 takes a mean gradient too, but finds the background with a network. Absent
/// where the image shows no background.
std::optional<QualityComponent> BackgroundUniformity(const FacePatch& surroundings);

}  // namespace portcullis
