// Verification and identification in one call, and of frames that were captured before.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "border/screening/frame_collector.h"
#include "tests/border/screening_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(CheckTraveller, VerifiesAndSearchesWithOneEmbeddingOfEachImage) {
  ScreeningUnderTest check;
  const auto answer = check.CheckTraveller(FakeFace(50, 200), {FakeFace(50, 201)});
  ASSERT_OK(answer);
  EXPECT_EQ(answer->verification->verification, Verification::kMatch);
  EXPECT_EQ(answer->identification.decision.outcome, Outcome::kClear);
  EXPECT_EQ(answer->fallback, std::nullopt);
  EXPECT_EQ(check.embedded, 2);
  ASSERT_OK(check.CheckTraveller(FakeFace(50, 200), {FakeFace(50, 201), FakeFace(50, 202)}));
  EXPECT_EQ(check.embedded, 2 + 3);
}

TEST(CheckTraveller, AListedTravellerWithHisOwnDocumentIsReferred) {
  ScreeningUnderTest check;
  const auto answer = check.CheckTraveller(FakeFace(100, 102), {FakeFace(100, 101)});
  EXPECT_EQ(answer->verification->verification, Verification::kMatch);
  EXPECT_EQ(answer->identification.decision.outcome, Outcome::kRefer);
}

TEST(CheckTraveller, AnotherPersonsDocumentChangesNothingAboutTheSearch) {
  ScreeningUnderTest check;
  const auto answer = check.CheckTraveller(FakeFace(50, 50), {FakeFace(50, 200)});
  EXPECT_EQ(answer->verification->verification, Verification::kNoMatch);
  EXPECT_EQ(answer->identification.decision.outcome, Outcome::kClear);
}

TEST(CheckTraveller, ADocumentWithoutAFaceChangesNothingAboutTheSearch) {
  ScreeningUnderTest check;
  const auto answer = check.CheckTraveller("two faces", {FakeFace(50, 200)});
  ASSERT_OK(answer);
  EXPECT_EQ(answer->verification->verification, Verification::kNoDecision);
  EXPECT_THAT(answer->verification->reasons, ElementsAre(NoDecisionReason::kSeveralFaces));
  EXPECT_EQ(answer->identification.decision.outcome, Outcome::kClear);
  EXPECT_EQ(answer->fallback, FallbackAction::kRetryCapture);
}

TEST(CheckTraveller, FramesOfTwoPeopleAreNeitherVerifiedNorCleared) {
  ScreeningUnderTest check;
  const auto answer =
      check.CheckTraveller(FakeFace(50, 200), {FakeFace(50, 200), FakeFace(50, 120)});
  ASSERT_OK(answer);
  EXPECT_EQ(answer->verification->verification, Verification::kNoDecision);
  EXPECT_THAT(answer->verification->reasons, ElementsAre(NoDecisionReason::kInconsistentFrames));
  EXPECT_THAT(answer->identification.decision.reasons,
              ElementsAre(NoDecisionReason::kInconsistentFrames));
}

TEST(CheckTraveller, NeedsAnOfficerAsSoonAsOneOfBothDoes) {
  ScreeningUnderTest check;
  Policy policy;
  policy.fallbacks.several_faces = FallbackAction::kManualCheck;
  check.SetPolicy(policy);
  EXPECT_EQ(check.CheckTraveller("two faces", {"no face"})->fallback, FallbackAction::kManualCheck);
  EXPECT_EQ(check.CheckTraveller("no face", {"two faces"})->fallback, FallbackAction::kManualCheck);
  EXPECT_EQ(check.CheckTraveller("no face", {"no face"})->fallback, FallbackAction::kRetryCapture);
}

TEST(CheckTraveller, SendsNobodyBackToTheCameraWhoIsReferred) {
  ScreeningUnderTest check;
  const auto answer = check.CheckTraveller("no face", {FakeFace(100, 101)});
  ASSERT_OK(answer);
  EXPECT_EQ(answer->identification.decision.outcome, Outcome::kRefer);
  EXPECT_EQ(answer->verification->fallback, FallbackAction::kRetryCapture);
  EXPECT_EQ(answer->fallback, FallbackAction::kManualCheck);
}

TEST(CheckTraveller, NamesTheImageThatCannotBeRead) {
  ScreeningUnderTest check;
  EXPECT_THAT(check.CheckTraveller("rubbish", {FakeFace(1, 1)}), MessageHas("document_image"));
  EXPECT_THAT(check.CheckTraveller(FakeFace(1, 1), {FakeFace(1, 1), "rubbish"}),
              MessageHas("live_images[1]"));
}

TEST(CheckTraveller, LeavesOneRecord) {
  ScreeningUnderTest check;
  ASSERT_OK(check.CheckTraveller(FakeFace(50, 200), {FakeFace(50, 201)}, {.trace_id = "trace"}));
  const std::vector<CheckRecord> records = check.Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].trace_id, "trace");
  EXPECT_EQ(records[0].images, 1U);
}

class CheckFramesTest : public ::testing::Test {
 protected:
  absl::StatusOr<TravellerAnswer> Check(const std::vector<std::string>& frames,
                                        std::optional<CapturedFrame> document = std::nullopt) {
    FrameCollector collector;
    for (const std::string& frame : frames) collector.Add(check_.Capture(frame));
    return check_.screening.CheckFrames({.collected = collector.Take(),
                                         .document = std::move(document),
                                         .policy = check_.policy.Now(),
                                         .terms = {}},
                                        AlwaysContinue);
  }

  ScreeningUnderTest check_;
};

TEST_F(CheckFramesTest, AnswersAsCheckTravellerDoes) {
  const auto together = check_.CheckTraveller(FakeFace(100, 102), {FakeFace(100, 95), "no face"});
  const auto apart = Check({FakeFace(100, 95), "no face"}, check_.Capture(FakeFace(100, 102)));
  ASSERT_OK(apart);
  EXPECT_EQ(apart->verification->distance, together->verification->distance);
  EXPECT_EQ(apart->identification.decision.outcome, together->identification.decision.outcome);
}

TEST_F(CheckFramesTest, VerifiesNothingWithoutADocument) {
  const auto answer = Check({FakeFace(50, 200)});
  ASSERT_OK(answer);
  EXPECT_FALSE(answer->verification.has_value());
  EXPECT_EQ(answer->identification.decision.outcome, Outcome::kClear);
}

TEST_F(CheckFramesTest, NobodyHidesBehindBetterFramesOfAnother) {
  // The first frame is not among the eight that are used.
  std::vector<std::string> frames(9, FakeFace(50, 200));
  frames[0] = FakeFace(50, 120);
  const auto answer = Check(frames);
  ASSERT_OK(answer);
  EXPECT_EQ(answer->identification.frames_used, kMaxFrames);
  EXPECT_THAT(answer->identification.decision.reasons,
              ElementsAre(NoDecisionReason::kInconsistentFrames));
}

TEST_F(CheckFramesTest, AListedPersonIsReferredAlsoBehindBetterFramesOfAnother) {
  std::vector<std::string> frames(9, FakeFace(50, 200));
  frames[0] = FakeFace(101, 100);
  const auto answer = Check(frames);
  ASSERT_OK(answer);
  EXPECT_EQ(answer->identification.frames_used, kMaxFrames);
  EXPECT_EQ(answer->identification.decision.outcome, Outcome::kRefer);
  EXPECT_EQ(answer->identification.candidates.front().candidate.entry, EntryId{1});
}

TEST_F(CheckFramesTest, TheRecordCountsEveryFrameThatCame) {
  std::vector<std::string> frames(11, FakeFace(50, 200));
  frames[4] = "no face";
  ASSERT_OK(Check(frames));
  const std::vector<CheckRecord> records = check_.Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].images, 11U);
  EXPECT_EQ(records[0].images_used, kMaxFrames);
}

TEST_F(CheckFramesTest, IsDecidedUnderThePolicyOfTheFirstFrame) {
  FramesCommand command;
  command.policy = check_.policy.Now();
  command.collected.frames = {check_.Capture(FakeFace(100, 120))};
  check_.SetPolicy(PolicyReferring(1));
  const auto answer = check_.screening.CheckFrames(command, AlwaysContinue);
  ASSERT_OK(answer);
  EXPECT_EQ(answer->identification.policy, PolicyNumber{1});
  EXPECT_EQ(answer->identification.decision.outcome, Outcome::kRefer);
}

TEST_F(CheckFramesTest, RefusesToCheckNothing) {
  EXPECT_EQ(Check({}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace portcullis::testing
