// What a traveller can do so that the next image is better.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "matcher/pipeline/face_encoder.h"

namespace portcullis {

enum class CaptureAdvice : std::uint8_t {
  kFaceTheCamera = 1,  // no face was found
  kOnePersonOnly = 2,
  kComeCloser = 3,
  kMoveBack = 4,
  kMoveToTheMiddle = 5,
  kLookStraight = 6,
  kHoldHeadUpright = 7,
  kHoldStill = 8,
  kMoreLight = 9,
  kLessLight = 10,
  kLightFromTheFront = 11,
  kOpenEyes = 12,
  kCloseMouth = 13,
  kUncoverForehead = 14,  // a hat, or hair
  kPlainBackground = 15,
  kTurnCamera = 16,  // for the operator: the image had to be turned
};

/// The most important first; none if nothing is worth saying. An image that is used can have some
/// as well. Pure.
std::vector<CaptureAdvice> AdviceOn(const FaceCapture& capture);

/// To be shown to a traveller: "Come closer".
std::string_view AdviceText(CaptureAdvice advice);

}  // namespace portcullis
