// A face cut out of its image, turned and scaled to the frame that the embedders expect.
#pragma once

#include <string>
#include <vector>

#include "matcher/core/image.h"

namespace portcullis {

/// `alignment` names how the chip and its views were cut (for example "yunet5-v3"). It is part of
/// the ModelId of whatever is computed from the chip: a change in how chips are cut must change
/// this name.
struct FaceChip {
  Image image;
  std::vector<Image> further_views;  // of the same face, of the same size: mirrored, turned
  std::string alignment;
};

}  // namespace portcullis
