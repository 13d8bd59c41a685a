// What is measured on a face before it is embedded.
#pragma once

#include "matcher/core/face.h"
#include "matcher/core/face_chip.h"

namespace portcullis {

/// Raw measures, named after ISO/IEC 29794-5 where it has a name for them.
struct Quality {
  float inter_eye_distance_px = 0;  // between eye centres in the upright source image
  float sharpness = 0;              // variance of the Laplacian of the chip's luminance, 0 or more
  float mean_luminance = 0;         // of the chip, 0..255
  float detector_confidence = 0;    // Face::detector_confidence

  friend bool operator==(const Quality&, const Quality&) = default;
};

/// Pure. Luminance is ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B); the Laplacian is the 4-neighbour
/// one, on all pixels but the border. A face without points has its inter-eye distance estimated
/// from its box.
Quality MeasureQuality(const Face& face, const FaceChip& chip);

}  // namespace portcullis
