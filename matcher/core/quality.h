// What is measured on a face before it is embedded.
#pragma once

namespace portcullis {

/// Raw measures, named after ISO/IEC 29794-5 where it has a name for them.
struct Quality {
  float inter_eye_distance_px = 0;  // between eye centres in the upright source image
  float sharpness = 0;              // variance of the Laplacian of the chip's luminance, 0 or more
  float mean_luminance = 0;         // of the chip, 0..255
  float detector_confidence = 0;    // Face::detector_confidence
};

}  // namespace portcullis
