#include "matcher/pipeline/capture_advice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

#include "matcher/core/quality/face_frame.h"
#include "matcher/core/quality/face_regions.h"

namespace portcullis {
namespace {

constexpr std::size_t kMostAdvice = 3;  // a traveller does not follow more at once

struct Rule {
  QualityMeasure measure;
  int below;  // score
  CaptureAdvice advice;
};

// The most important first: what keeps a face from being found at all, then what costs most
// recognition (docs/quality.md), then what is only asked of a portrait.
constexpr std::array kRules = {
    Rule{QualityMeasure::kInterEyeDistance, 50, CaptureAdvice::kComeCloser},
    Rule{QualityMeasure::kMargins, 40, CaptureAdvice::kMoveToTheMiddle},
    Rule{QualityMeasure::kHeadYaw, 82, CaptureAdvice::kLookStraight},
    Rule{QualityMeasure::kHeadPitch, 82, CaptureAdvice::kLookStraight},
    Rule{QualityMeasure::kUnderExposure, 50, CaptureAdvice::kMoreLight},
    Rule{QualityMeasure::kOverExposure, 75, CaptureAdvice::kLessLight},
    Rule{QualityMeasure::kIlluminationUniformity, 45, CaptureAdvice::kLightFromTheFront},
    // After the light: the dark half of a face has no detail and counts as blurred.
    Rule{QualityMeasure::kSharpness, 35, CaptureAdvice::kHoldStill},
    Rule{QualityMeasure::kForeheadVisible, 50, CaptureAdvice::kUncoverForehead},
    Rule{QualityMeasure::kHeadRoll, 93, CaptureAdvice::kHoldHeadUpright},
    Rule{QualityMeasure::kEyesOpen, 20, CaptureAdvice::kOpenEyes},
    Rule{QualityMeasure::kMouthClosed, 30, CaptureAdvice::kCloseMouth},
    Rule{QualityMeasure::kBackgroundUniformity, 25, CaptureAdvice::kPlainBackground},
};

std::optional<CaptureAdvice> AdviceFor(QualityMeasure measure) {
  for (const Rule& rule : kRules) {
    if (rule.measure == measure) return rule.advice;
  }
  return std::nullopt;  // kSingleFace and kDynamicRange: nothing a traveller could do about them
}

// Whether there is room for the whole head in an image of this size.
bool IsTooClose(const FaceCapture& capture) {
  if (!capture.image || !capture.face) return false;
  const float unit = FrameOf(*capture.face).unit_px;
  return (kHead.right - kHead.left) * unit > static_cast<float>(capture.image->width()) ||
         (kHead.bottom - kHead.top) * unit > static_cast<float>(capture.image->height());
}

// Of three portraits of London with a fifth of their light one was not found, with 15 % none was; a
// fifth of the light leaves these portraits a mean of 33 to 41.
constexpr double kDarkMean = 45;  // of all values, 0..255

bool IsDark(const Image& image) {
  double sum = 0;
  for (const std::uint8_t value : image.pixels()) sum += value;
  return sum < kDarkMean * static_cast<double>(image.pixels().size());
}

class Adviser {
 public:
  explicit Adviser(const FaceCapture& capture) : capture_(capture) {}

  void Say(CaptureAdvice advice) {
    if (advice == CaptureAdvice::kMoveToTheMiddle && IsTooClose(capture_)) {
      advice = CaptureAdvice::kMoveBack;
    }
    if (said_.size() == kMostAdvice) return;
    if (std::find(said_.begin(), said_.end(), advice) == said_.end()) said_.push_back(advice);
  }

  void SayFor(const Quality& quality) {
    for (const Rule& rule : kRules) {
      for (const QualityComponent& component : quality.components) {
        if (component.measure == rule.measure && component.score < rule.below) Say(rule.advice);
      }
    }
  }

  std::vector<CaptureAdvice> said() && { return std::move(said_); }

 private:
  const FaceCapture& capture_;
  std::vector<CaptureAdvice> said_;
};

}  // namespace

std::vector<CaptureAdvice> AdviceOn(const FaceCapture& capture) {
  Adviser adviser(capture);
  if (capture.turned_degrees != 0) adviser.Say(CaptureAdvice::kTurnCamera);
  if (capture.problem == CaptureProblem::kNoFace) {
    if (capture.image && IsDark(*capture.image)) adviser.Say(CaptureAdvice::kMoreLight);
    adviser.Say(CaptureAdvice::kFaceTheCamera);
  }
  if (capture.problem == CaptureProblem::kSeveralFaces) adviser.Say(CaptureAdvice::kOnePersonOnly);
  // What the policy refuses comes before what could be better.
  for (const QualityShortfall& shortfall : capture.shortfalls) {
    const auto advice = shortfall.measure ? AdviceFor(*shortfall.measure) : std::nullopt;
    if (advice) adviser.Say(*advice);
  }
  if (capture.quality) adviser.SayFor(*capture.quality);
  return std::move(adviser).said();
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
