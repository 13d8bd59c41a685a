// From what YuNet's heads say to faces.
#pragma once

#include <span>
#include <vector>

#include "matcher/core/face.h"
#include "matcher/vision/yunet/yunet_network.h"

namespace portcullis {

/// Faces above `min_confidence`, the surest first, those dropped that overlap a surer one by more
/// than kYunetMaxOverlap. In pixels of the image that the outputs are of. As cv::FaceDetectorYN of
/// OpenCV 4.6 does it, whole pixels of boxes for the overlap included. Pure.
std::vector<Face> FacesIn(std::span<const FeatureMap, kYunetScales> outputs, float min_confidence);

}  // namespace portcullis
