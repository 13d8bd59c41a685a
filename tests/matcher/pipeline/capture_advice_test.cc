#include "matcher/pipeline/capture_advice.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/matcher/core/quality/drawn_face.h"

namespace portcullis {
namespace {

using ::testing::Contains;
using testing::Draw;
using testing::DrawnFace;
using ::testing::ElementsAre;
using testing::FoundFace;
using ::testing::IsEmpty;
using ::testing::Not;

// As Assess would leave it, with `face` found where it was drawn or, turned, elsewhere.
FaceCapture CaptureOf(const DrawnFace& drawn, const Face& face) {
  FaceCapture capture;
  capture.image = Draw(drawn);
  capture.face = face;
  capture.chip = FaceChip{*capture.image, {}, "test"};
  capture.quality = MeasureQuality({*capture.image, {&face, 1}, face, *capture.chip});
  return capture;
}

FaceCapture CaptureOf(const DrawnFace& drawn) { return CaptureOf(drawn, FoundFace(drawn)); }

std::vector<CaptureAdvice> AdviceOnDrawn(const DrawnFace& drawn) {
  return AdviceOn(CaptureOf(drawn));
}

// The nose moved in the picture, in units of the frame: a head that is turned.
Face Turned(float nose_right, float nose_down) {
  Face face = FoundFace({});
  const float unit = DrawnFace{}.frame.unit_px;
  face.points->nose_tip.x += nose_right * unit;
  face.points->nose_tip.y += nose_down * unit;
  return face;
}

TEST(AdviceOn, SaysNothingOfAGoodPortrait) { EXPECT_THAT(AdviceOnDrawn({}), IsEmpty()); }

TEST(AdviceOn, AsksForAFaceWhereThereIsNone) {
  FaceCapture capture;
  capture.problem = CaptureProblem::kNoFace;
  EXPECT_THAT(AdviceOn(capture), ElementsAre(CaptureAdvice::kFaceTheCamera));
}

TEST(AdviceOn, AsksForLightFirstWhereADarkImageShowsNoFace) {
  FaceCapture capture;
  capture.problem = CaptureProblem::kNoFace;
  capture.image = Image(2, 1, {44, 44, 44, 44, 44, 44});
  EXPECT_THAT(AdviceOn(capture),
              ElementsAre(CaptureAdvice::kMoreLight, CaptureAdvice::kFaceTheCamera));
  capture.image = Image(2, 1, {45, 45, 45, 45, 45, 45});
  EXPECT_THAT(AdviceOn(capture), ElementsAre(CaptureAdvice::kFaceTheCamera));
}

TEST(AdviceOn, AsksForOnePersonWhereThereAreSeveral) {
  FaceCapture capture;
  capture.problem = CaptureProblem::kSeveralFaces;
  EXPECT_THAT(AdviceOn(capture), ElementsAre(CaptureAdvice::kOnePersonOnly));
}

TEST(AdviceOn, TellsTheOperatorOfACameraOnItsSide) {
  FaceCapture capture = CaptureOf({});
  capture.turned_degrees = 90;
  EXPECT_THAT(AdviceOn(capture), ElementsAre(CaptureAdvice::kTurnCamera));
}

TEST(AdviceOn, CallsASmallFaceCloser) {
  EXPECT_THAT(AdviceOnDrawn({.frame = {{199.5F, 170}, 20, 1, 0, true}}),
              Contains(CaptureAdvice::kComeCloser));
}

TEST(AdviceOn, SendsAHeadThatFillsTheImageBack) {
  const auto advice = AdviceOnDrawn({.frame = {{199.5F, 199.5F}, 190, 1, 0, true}});
  EXPECT_THAT(advice, Contains(CaptureAdvice::kMoveBack));
  EXPECT_THAT(advice, Not(Contains(CaptureAdvice::kMoveToTheMiddle)));
}

TEST(AdviceOn, SendsAHeadAtTheEdgeToTheMiddle) {
  const auto advice = AdviceOnDrawn({.frame = {{20, 170}, 60, 1, 0, true}});
  EXPECT_THAT(advice, Contains(CaptureAdvice::kMoveToTheMiddle));
}

TEST(AdviceOn, AsksAHeadThatIsTurnedToLookStraight) {
  EXPECT_THAT(AdviceOn(CaptureOf({}, Turned(0.35F, 0))), Contains(CaptureAdvice::kLookStraight));
  EXPECT_THAT(AdviceOn(CaptureOf({}, Turned(0, -0.35F))), Contains(CaptureAdvice::kLookStraight));
}

TEST(AdviceOn, AsksALeaningHeadToStraightenUp) {
  EXPECT_THAT(AdviceOnDrawn({.frame = {{199.5F, 180}, 55, 0.866F, 0.5F, true}}),
              Contains(CaptureAdvice::kHoldHeadUpright));
}

TEST(AdviceOn, AsksABlurredFaceToHoldStill) {
  EXPECT_THAT(AdviceOnDrawn({.softness = 0.3F}), Contains(CaptureAdvice::kHoldStill));
}

TEST(AdviceOn, AsksForMoreLightInTheDark) {
  EXPECT_THAT(AdviceOnDrawn({.gain = 0.12F}), Contains(CaptureAdvice::kMoreLight));
}

TEST(AdviceOn, AsksForLessLightWhereAFaceIsBurntOut) {
  EXPECT_THAT(AdviceOnDrawn({.gain = 1.65F}), Contains(CaptureAdvice::kLessLight));
}

TEST(AdviceOn, AsksForLightFromTheFront) {
  EXPECT_THAT(AdviceOnDrawn({.light_right = 0.3F}), Contains(CaptureAdvice::kLightFromTheFront));
}

TEST(AdviceOn, AsksForOpenEyes) {
  EXPECT_THAT(AdviceOnDrawn({.eyes_open = false}), ElementsAre(CaptureAdvice::kOpenEyes));
}

TEST(AdviceOn, AsksForAClosedMouth) {
  EXPECT_THAT(AdviceOnDrawn({.mouth_open = true}), ElementsAre(CaptureAdvice::kCloseMouth));
}

TEST(AdviceOn, AsksForTheHatToBeTakenOff) {
  EXPECT_THAT(AdviceOnDrawn({.hat = true}), Contains(CaptureAdvice::kUncoverForehead));
}

TEST(AdviceOn, AsksForAPlainBackground) {
  EXPECT_THAT(AdviceOnDrawn({.busy_background = true}),
              ElementsAre(CaptureAdvice::kPlainBackground));
}

TEST(AdviceOn, SaysThreeThingsAtMostAndTheMostImportantFirst) {
  const auto advice = AdviceOnDrawn({.frame = {{199.5F, 170}, 20, 0.866F, 0.5F, true},
                                     .light_right = 0.2F,
                                     .gain = 0.3F,
                                     .softness = 0.3F,
                                     .eyes_open = false,
                                     .busy_background = true});
  ASSERT_EQ(advice.size(), 3);
  EXPECT_EQ(advice[0], CaptureAdvice::kComeCloser);
}

TEST(AdviceOn, PutsWhatThePolicyRefusesBeforeWhatCouldBeBetter) {
  FaceCapture capture = CaptureOf({.frame = {{199.5F, 170}, 20, 1, 0, true}, .eyes_open = false});
  capture.problem = CaptureProblem::kLowQuality;
  capture.shortfalls = {{QualityMeasure::kEyesOpen, 10, 50}};
  const auto advice = AdviceOn(capture);
  ASSERT_FALSE(advice.empty());
  EXPECT_EQ(advice[0], CaptureAdvice::kOpenEyes);
}

TEST(AdviceOn, HasAnotherTextForEachAdvice) {
  std::set<std::string_view> texts;
  for (int code = 1; code <= 16; ++code) {
    texts.insert(AdviceText(static_cast<CaptureAdvice>(code)));
  }
  EXPECT_EQ(texts.size(), 16);
  EXPECT_EQ(texts.count(""), 0);
}

}  // namespace
}  // namespace portcullis
