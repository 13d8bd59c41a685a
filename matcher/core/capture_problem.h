// Why no embedding could be made from a readable image. An answer, not an error.
#pragma once

namespace portcullis {

enum class CaptureProblem {
  kNoFace,        // the detector found none
  kSeveralFaces,  // two or more of comparable size: whose face is meant is not for us to guess
  kLowQuality,    // one face, below its QualityBar
};

}  // namespace portcullis
