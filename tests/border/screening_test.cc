#include "border/screening/screening.h"

#include <memory>
#include <string>
#include <vector>

#include "matcher/index/flat_reference_index.h"
#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::BytesOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using testing::FakeFace;
using testing::kFakeModel;
using testing::MessageHas;
using ::testing::SizeIs;

const ListId kList{"demo"};
const ListId kEmptyList{"empty"};

/// One list with entry 1 at (100, 100) and entry 2 at (200, 100), and a list with nobody.
class ScreeningTest : public ::testing::Test {
 protected:
  ScreeningTest() {
    gallery_.PutList(kList);
    gallery_.PutList(kEmptyList);
    Enrol(1, {100, 100});
    Enrol(2, {200, 100});
    gallery_.MarkComplete(Sequence{4});
  }

  void Enrol(std::int64_t id, std::vector<float> values) {
    EXPECT_OK(gallery_.PutEntry(
        {EntryId{id}, {kList}, {{ReferenceId{id}, Embedding(kFakeModel, std::move(values))}}}));
  }

  absl::StatusOr<IdentifyAnswer> Identify(const std::string& image,
                                          std::vector<ListId> lists = {}) {
    return screening_.Identify({.image = BytesOf(image), .lists = std::move(lists)}, encoder_,
                               AlwaysContinue);
  }

  absl::StatusOr<VerifyAnswer> Verify(const std::string& document, const std::string& live) {
    return screening_.Verify(BytesOf(document), BytesOf(live), encoder_, AlwaysContinue);
  }

  Gallery gallery_{*CreateFlatReferenceIndex(kFakeModel, 2)};
  Screening screening_{gallery_, testing::FakeCalibration(), Policy{}};
  FaceEncoder encoder_{testing::MakeFakeEncoderParts(), {}};
};

TEST_F(ScreeningTest, RefersAListedTravellerWithTheEntryAtRankOne) {
  const auto answer = Identify(FakeFace(103, 104));  // 5 away from entry 1
  ASSERT_OK(answer);
  EXPECT_EQ(answer->decision.outcome, Outcome::kRefer);
  ASSERT_THAT(answer->candidates, SizeIs(2));
  EXPECT_EQ(answer->candidates[0].candidate.entry, EntryId{1});
  EXPECT_TRUE(answer->candidates[0].referred);
  EXPECT_TRUE(answer->candidates[0].score.beyond_measured_range);
  EXPECT_FALSE(answer->candidates[1].referred);
}

TEST_F(ScreeningTest, ClearsAStranger) {
  const auto answer = Identify(FakeFace(150, 200));
  ASSERT_OK(answer);
  EXPECT_EQ(answer->decision.outcome, Outcome::kClear);
  EXPECT_EQ(answer->entries_searched, 2U);
  EXPECT_EQ(answer->references_searched, 2U);
  EXPECT_EQ(answer->epoch, Sequence{4});
}

TEST_F(ScreeningTest, TheThresholdFollowsTheNumberOfReferencesSearched) {
  // At distance 20 one stranger in 1,000 comes as close: with 2 references 2 false alarms per 1,000
  // searches, with 12 references 12, which is over the policy's 10.
  EXPECT_EQ(Identify(FakeFace(100, 120))->decision.outcome, Outcome::kRefer);
  for (int id = 3; id <= 12; ++id) Enrol(id, {0, 0});
  EXPECT_EQ(Identify(FakeFace(100, 120))->decision.outcome, Outcome::kClear);
}

TEST_F(ScreeningTest, AnswersNoDecisionWithoutOneGoodFace) {
  EXPECT_THAT(Identify("no face")->decision.reasons, ElementsAre(NoDecisionReason::kNoFace));
  EXPECT_THAT(Identify("two faces")->decision.reasons,
              ElementsAre(NoDecisionReason::kSeveralFaces));
  EXPECT_THAT(Identify("tiny 100 100")->decision.reasons,
              ElementsAre(NoDecisionReason::kLowQuality));
  EXPECT_EQ(Identify("no face")->decision.outcome, Outcome::kNoDecision);
}

TEST_F(ScreeningTest, NeverClearsWhileTheGalleryLagsBehind) {
  gallery_.MarkIncomplete();
  const auto stranger = Identify(FakeFace(150, 200));
  EXPECT_EQ(stranger->decision.outcome, Outcome::kNoDecision);
  EXPECT_THAT(stranger->decision.reasons, ElementsAre(NoDecisionReason::kPartialCoverage));
  EXPECT_FALSE(stranger->coverage_complete);
  EXPECT_EQ(Identify(FakeFace(100, 100))->decision.outcome, Outcome::kRefer);
}

TEST_F(ScreeningTest, NeverClearsAgainstAnEmptyList) {
  const auto answer = Identify(FakeFace(100, 100), {kEmptyList});
  EXPECT_EQ(answer->decision.outcome, Outcome::kNoDecision);
  EXPECT_THAT(answer->decision.reasons, ElementsAre(NoDecisionReason::kNothingToSearch));
}

TEST_F(ScreeningTest, RefusesAnUnknownListWhateverTheImage) {
  for (const std::string& image : {FakeFace(100, 100), std::string("no face")}) {
    EXPECT_THAT(Identify(image, {ListId{"nosuch"}}),
                FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
  }
}

TEST_F(ScreeningTest, RefusesBytesThatAreNoImage) {
  EXPECT_THAT(Identify("rubbish"),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
}

TEST_F(ScreeningTest, VerifiesTheHolderOfADocument) {
  const auto answer = Verify(FakeFace(50, 50), FakeFace(50, 55));
  ASSERT_OK(answer);
  EXPECT_EQ(answer->verification, Verification::kMatch);
  EXPECT_FLOAT_EQ(answer->distance->value, 5);
}

TEST_F(ScreeningTest, DoesNotVerifyAnotherPerson) {
  const auto answer = Verify(FakeFace(50, 50), FakeFace(50, 80));
  ASSERT_OK(answer);
  EXPECT_EQ(answer->verification, Verification::kNoMatch);
  EXPECT_DOUBLE_EQ(answer->score->expected_false_alarms, answer->score->fmr);
}

TEST_F(ScreeningTest, VerifiesNothingWithoutAFaceInEachImage) {
  const auto answer = Verify("no face", "two faces");
  ASSERT_OK(answer);
  EXPECT_EQ(answer->verification, Verification::kNoDecision);
  EXPECT_THAT(answer->reasons,
              ElementsAre(NoDecisionReason::kNoFace, NoDecisionReason::kSeveralFaces));
  EXPECT_FALSE(answer->score.has_value());
}

TEST_F(ScreeningTest, SaysWhichOfTheTwoImagesIsUnreadable) {
  EXPECT_THAT(Verify(FakeFace(1, 1), "rubbish"), MessageHas("live_image"));
  EXPECT_THAT(Verify("rubbish", FakeFace(1, 1)), MessageHas("document_image"));
}

}  // namespace
}  // namespace portcullis
