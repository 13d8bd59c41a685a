// A border check with several images of one traveller.
#include <string>
#include <vector>

#include "tests/border/screening_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(SeveralFrames, AreSearchedWithAsOne) {
  ScreeningUnderTest check;
  // Each is 10 from entry 1, on either side of it.
  const auto answer = check.Identify({FakeFace(110, 100), FakeFace(90, 100)});
  ASSERT_OK(answer);
  EXPECT_EQ(answer->decision.outcome, Outcome::kRefer);
  EXPECT_EQ(answer->frames_used, 2U);
  EXPECT_EQ(answer->candidates.front().candidate.entry, EntryId{1});
  EXPECT_LT(answer->candidates.front().candidate.distance, Distance{10});
  EXPECT_EQ(check.embedded, 2);
}

TEST(SeveralFrames, AreToldOneByOneInTheirOrder) {
  ScreeningUnderTest check;
  const auto answer = check.Identify({"no face", FakeFace(10, 10), "tiny 10 10", "two faces"});
  ASSERT_OK(answer);
  ASSERT_THAT(answer->frames, SizeIs(4));
  EXPECT_EQ(answer->frames[0].problem, CaptureProblem::kNoFace);
  EXPECT_EQ(answer->frames[1].problem, std::nullopt);
  EXPECT_EQ(answer->frames[1].width_px, 250);
  EXPECT_EQ(answer->frames[2].problem, CaptureProblem::kLowQuality);
  ASSERT_THAT(answer->frames[2].shortfalls, Not(IsEmpty()));
  EXPECT_EQ(answer->frames[2].shortfalls[0].measure, QualityMeasure::kInterEyeDistance);
  EXPECT_EQ(answer->frames[3].problem, CaptureProblem::kSeveralFaces);
  EXPECT_EQ(answer->frames_used, 1U);
  EXPECT_EQ(answer->best_frame, 1U);
  EXPECT_EQ(answer->decision.outcome, Outcome::kClear);
}

TEST(SeveralFrames, WithoutAGoodOneGiveTheReasonsOfAllEachOnce) {
  ScreeningUnderTest check;
  const auto answer = check.Identify({"tiny 1 1", "no face", "tiny 2 2", "two faces", "no face"});
  ASSERT_OK(answer);
  EXPECT_EQ(answer->decision.outcome, Outcome::kNoDecision);
  EXPECT_THAT(answer->decision.reasons,
              ElementsAre(NoDecisionReason::kLowQuality, NoDecisionReason::kNoFace,
                          NoDecisionReason::kSeveralFaces));
  EXPECT_EQ(answer->frames_used, 0U);
  EXPECT_EQ(check.embedded, 0);
}

TEST(SeveralFrames, OfTwoPeopleAreNeverClear) {
  ScreeningUnderTest check;
  const auto answer = check.Identify({FakeFace(10, 10), FakeFace(10, 90)});
  ASSERT_OK(answer);
  EXPECT_EQ(answer->decision.outcome, Outcome::kNoDecision);
  EXPECT_THAT(answer->decision.reasons, ElementsAre(NoDecisionReason::kInconsistentFrames));
  EXPECT_EQ(answer->fallback, FallbackAction::kRetryCapture);
}

TEST(SeveralFrames, OfTwoPeopleMissNobodyWhoIsListed) {
  ScreeningUnderTest check;
  // The mean of both is far from everybody.
  const auto answer = check.Identify({FakeFace(10, 10), FakeFace(101, 100)});
  ASSERT_OK(answer);
  EXPECT_EQ(answer->decision.outcome, Outcome::kRefer);
  EXPECT_EQ(answer->candidates.front().candidate.entry, EntryId{1});
  EXPECT_FLOAT_EQ(answer->candidates.front().candidate.distance.value, 1);
  // Each entry is told once.
  EXPECT_THAT(answer->candidates, SizeIs(2));
  const std::vector<CheckRecord> records = check.Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_FALSE(records[0].images_show_one_person);
  EXPECT_EQ(records[0].images_used, 2U);
}

TEST(SeveralFrames, OfTwoListedPeopleReferBoth) {
  ScreeningUnderTest check;
  const auto answer = check.Identify({FakeFace(201, 100), FakeFace(102, 100)});
  ASSERT_OK(answer);
  EXPECT_EQ(answer->decision.outcome, Outcome::kRefer);
  ASSERT_THAT(answer->candidates, SizeIs(2));
  EXPECT_EQ(answer->candidates[0].candidate.entry, EntryId{2});
  EXPECT_TRUE(answer->candidates[0].referred());
  EXPECT_TRUE(answer->candidates[1].referred());
}

TEST(SeveralFrames, OfTwoPeopleAreNotCompleteWhereOneSearchWasNot) {
  ScreeningUnderTest check;
  check.gallery.MarkIncomplete();
  const auto answer = check.Identify({FakeFace(10, 10), FakeFace(10, 90)});
  EXPECT_THAT(answer->decision.reasons, ElementsAre(NoDecisionReason::kInconsistentFrames,
                                                    NoDecisionReason::kPartialCoverage));
  EXPECT_FALSE(answer->coverage_complete);
}

TEST(SeveralFrames, NameTheImageThatCannotBeRead) {
  ScreeningUnderTest check;
  const auto answer = check.Identify({FakeFace(1, 1), "rubbish", FakeFace(1, 1)});
  EXPECT_THAT(answer, FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
  EXPECT_THAT(answer, MessageHas("images[1]"));
  EXPECT_THAT(check.Records(), IsEmpty());
}

TEST(SeveralFrames, AreHeldAgainstTheProbeBarOfThePolicyInForce) {
  ScreeningUnderTest check;
  Policy policy;
  policy.quality.probe = {.min_inter_eye_distance_px = 3};
  policy.quality.reference.min_inter_eye_distance_px = 1000;
  check.SetPolicy(policy);
  EXPECT_EQ(check.Identify({"tiny 10 10"})->decision.outcome, Outcome::kClear);
  policy.quality.probe.min_overall = 100;
  check.SetPolicy(policy);
  const auto answer = check.Identify({FakeFace(10, 10)});
  EXPECT_THAT(answer->decision.reasons, ElementsAre(NoDecisionReason::kLowQuality));
  EXPECT_EQ(answer->frames[0].shortfalls[0].measure, std::nullopt);
}

TEST(SeveralFrames, StopWhenTheCallerIsGone) {
  ScreeningUnderTest check;
  int asked = 0;
  const Checkpoint gone_after_three = [&asked] {
    return ++asked > 3 ? absl::CancelledError("gone") : absl::OkStatus();
  };
  const std::vector<std::string> images(8, FakeFace(1, 1));
  const auto answer =
      check.screening.Identify({.images = ScreeningUnderTest::BytesOfAll(images), .terms = {}},
                               check.encoder, gone_after_three);
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(asked, 4);
}

TEST(AssessImage, TellsAQualityAndGivesThePicturesButSearchesNothing) {
  ScreeningUnderTest check;
  const auto answer = check.screening.Assess(BytesOf(FakeFace(100, 100)), CaptureUse::kProbe,
                                             check.encoder, AlwaysContinue);
  ASSERT_OK(answer);
  EXPECT_TRUE(answer->is_acceptable());
  EXPECT_TRUE(answer->report.quality.has_value());
  EXPECT_EQ(answer->upright->width(), 250);
  EXPECT_TRUE(answer->chip.has_value());
  EXPECT_EQ(check.embedded, 0);
  EXPECT_THAT(check.Records(), IsEmpty());
}

TEST(AssessImage, HasABarForEachUse) {
  ScreeningUnderTest check;
  Policy policy;
  policy.quality.probe = {.min_inter_eye_distance_px = 3};
  policy.quality.reference = {.min_inter_eye_distance_px = 20};
  check.SetPolicy(policy);
  const auto assess = [&check](CaptureUse use) {
    return check.screening.Assess(BytesOf("tiny 1 1"), use, check.encoder, AlwaysContinue);
  };
  EXPECT_TRUE(assess(CaptureUse::kProbe)->is_acceptable());
  const auto reference = assess(CaptureUse::kReference);
  EXPECT_FALSE(reference->is_acceptable());
  EXPECT_THAT(reference->report.shortfalls, SizeIs(1));
  EXPECT_THAT(reference->advice, Not(IsEmpty()));
  EXPECT_EQ(reference->policy, PolicyNumber{2});
}

}  // namespace
}  // namespace portcullis::testing
