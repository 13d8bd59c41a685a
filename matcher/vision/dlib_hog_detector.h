// dlib's detector of frontal faces: histograms of oriented gradients. Gives boxes, no points.
#pragma once

#include <memory>

#include "matcher/core/face_detector.h"

namespace portcullis {

/// Needs no model file: dlib carries it. Finds upright faces of 80 px and more.
std::unique_ptr<FaceDetector> MakeDlibHogDetector();

}  // namespace portcullis
