// The default detector: YuNet, a small convolutional network that gives boxes and five points.
#pragma once

#include <memory>

#include "matcher/core/face_detector.h"
#include "matcher/vision/yunet/yunet.h"

namespace portcullis {

struct YunetOptions {
  /// Faces below this confidence, in (0, 1), are not reported. At 0.6 not one of the 4,989 images
  /// of lfw-dev is without a face, at 0.8 51 are.
  float min_confidence = 0.6F;
  /// Larger images are scaled down so that their long side has this length. YuNet was trained on
  /// small faces: on a face several hundred pixels wide its points drift.
  int long_side_px = 480;
  /// In images with a shorter long side no face is looked for: another look has seen them as they
  /// are.
  int min_long_side_px = 0;
};

/// `yunet` gives faces above `options.min_confidence`.
std::unique_ptr<FaceDetector> MakeYunetDetector(std::unique_ptr<Yunet> yunet,
                                                const YunetOptions& options);

}  // namespace portcullis
