// A face cut out of its image, turned and scaled to the frame that the embedders expect.
#pragma once

#include <string>

#include "matcher/core/image.h"

namespace portcullis {

/// `alignment` names how the chip was cut (for example "yunet5-v2"). It is part of the ModelId of
/// whatever is computed from the chip: a change in how chips are cut must change this name.
struct FaceChip {
  Image image;
  std::string alignment;
};

}  // namespace portcullis
