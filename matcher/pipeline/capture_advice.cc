#include "matcher/pipeline/capture_advice.h"

namespace portcullis {

std::vector<CaptureAdvice> AdviceOn(const FaceCapture& capture) {
  if (!capture.problem) return {};
  switch (*capture.problem) {
    case CaptureProblem::kNoFace: return {CaptureAdvice::kFaceTheCamera};
    case CaptureProblem::kSeveralFaces: return {CaptureAdvice::kOnePersonOnly};
    case CaptureProblem::kLowQuality: return {CaptureAdvice::kComeCloser};
  }
  return {};
}

std::string_view AdviceText(CaptureAdvice advice) {
  switch (advice) {
    case CaptureAdvice::kFaceTheCamera: return "Face the camera";
    case CaptureAdvice::kOnePersonOnly: return "One person only, please";
    case CaptureAdvice::kComeCloser: return "Come closer";
    case CaptureAdvice::kMoveBack: return "Move back";
    case CaptureAdvice::kMoveToTheMiddle: return "Move to the middle";
    case CaptureAdvice::kLookStraight: return "Look straight at the camera";
    case CaptureAdvice::kHoldHeadUpright: return "Hold your head upright";
    case CaptureAdvice::kHoldStill: return "Hold still";
    case CaptureAdvice::kMoreLight: return "More light is needed on the face";
    case CaptureAdvice::kLessLight: return "There is too much light on the face";
    case CaptureAdvice::kLightFromTheFront: return "Turn so that the light comes from the front";
    case CaptureAdvice::kOpenEyes: return "Open your eyes";
    case CaptureAdvice::kCloseMouth: return "Close your mouth";
    case CaptureAdvice::kUncoverForehead: return "Take off the hat, and uncover the forehead";
    case CaptureAdvice::kPlainBackground: return "Stand before a plain background";
    case CaptureAdvice::kTurnCamera: return "The camera is mounted on its side";
  }
  return "";
}

}  // namespace portcullis
