#include "border/screening/screening.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "matcher/index/flat_reference_index.h"
#include "store/memory/memory_check_log.h"
#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/fake_policy.h"
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

  void Enrol(std::int64_t id, std::vector<float> values, const ListId& list = kList) {
    EXPECT_OK(gallery_.PutEntry(
        {EntryId{id}, {list}, {{ReferenceId{id}, Embedding(kFakeModel, std::move(values))}}}));
  }

  absl::StatusOr<IdentifyAnswer> Identify(const std::string& image, std::vector<ListId> lists = {},
                                          std::size_t max_candidates = 10) {
    return screening_.Identify({.images = {BytesOf(image)},
                                .terms = {.lists = std::move(lists),
                                          .max_candidates = max_candidates,
                                          .trace_id = "trace"}},
                               encoder_, AlwaysContinue);
  }

  std::vector<CheckRecord> Records() {
    recorder_.Flush();
    std::vector<CheckRecord> records;
    EXPECT_OK(log_.VisitChecks(absl::InfinitePast(), absl::InfiniteFuture(),
                               [&records](const CheckRecord& record) {
                                 records.push_back(record);
                                 return absl::OkStatus();
                               }));
    return records;
  }

  absl::StatusOr<VerifyAnswer> Verify(const std::string& document, const std::string& live) {
    return screening_.Verify({.document = BytesOf(document), .live = BytesOf(live)}, encoder_,
                             AlwaysContinue);
  }

  Gallery gallery_{*CreateFlatReferenceIndex(kFakeModel, 2)};
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  PolicyInForce policy_{testing::ApprovedVersion(Policy{}), [this] { return now_; }};
  MemoryCheckLog log_;
  CheckRecorder recorder_{log_};
  Screening screening_{gallery_, testing::FakeCalibration(), policy_, recorder_};
  FaceEncoder encoder_{testing::MakeFakeEncoderParts(), {}};
};

TEST_F(ScreeningTest, RefersAListedTravellerWithTheEntryAtRankOne) {
  const auto answer = Identify(FakeFace(103, 104));  // 5 away from entry 1
  ASSERT_OK(answer);
  EXPECT_EQ(answer->decision.outcome, Outcome::kRefer);
  ASSERT_THAT(answer->candidates, SizeIs(2));
  EXPECT_EQ(answer->candidates[0].candidate.entry, EntryId{1});
  EXPECT_TRUE(answer->candidates[0].referred());
  EXPECT_TRUE(answer->candidates[0].score.beyond_measured_range);
  EXPECT_FALSE(answer->candidates[1].referred());
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

TEST_F(ScreeningTest, TheDecisionDoesNotDependOnHowManyCandidatesAreAskedFor) {
  // Thirty entries of a long list at distance 18, each no candidate for a list of that length, and
  // behind them one of a list so short that distance 20 is an alert.
  const ListId short_list{"short"};
  gallery_.PutList(short_list);
  for (int id = 10; id < 40; ++id) Enrol(id, {50, 68});
  Enrol(99, {50, 70}, short_list);
  for (const std::size_t max_candidates : {1U, 2U, 19U, 20U, 30U, 31U, 100U}) {
    const auto answer = Identify(FakeFace(50, 50), {}, max_candidates);
    ASSERT_OK(answer);
    EXPECT_EQ(answer->decision.outcome, Outcome::kRefer) << max_candidates;
    EXPECT_EQ(answer->level, Level::kAlert);
    EXPECT_THAT(answer->candidates, SizeIs(std::min<std::size_t>(max_candidates, 30) + 1 +
                                           (max_candidates > 31 ? 2 : 0)));
    const auto referred = std::find_if(answer->candidates.begin(), answer->candidates.end(),
                                       [](const auto& one) { return one.referred(); });
    ASSERT_NE(referred, answer->candidates.end());
    EXPECT_EQ(referred->candidate.entry, EntryId{99});
    EXPECT_EQ(referred->list, short_list);
  }
}

TEST_F(ScreeningTest, EachListIsHeldAgainstItsOwnRule) {
  Policy policy;
  policy.rules[kList] = testing::PolicyReferring(1).default_rule;
  policy_.Set(std::vector{testing::ApprovedVersion(policy, 2, now_)});
  // Two false alarms per 1,000 searches: reviewed by default, let through by the rule of this list.
  const auto answer = Identify(FakeFace(100, 120));
  EXPECT_EQ(answer->decision.outcome, Outcome::kClear);
  EXPECT_EQ(answer->policy, PolicyNumber{2});
}

TEST_F(ScreeningTest, APolicyThatBeginsHoldsFromTheNextCheckOn) {
  Policy strict = testing::PolicyReferring(1);
  policy_.Set(std::vector{testing::ApprovedVersion(Policy{}, 1, now_),
                          testing::ApprovedVersion(strict, 2, now_ + absl::Seconds(1))});
  EXPECT_EQ(Identify(FakeFace(100, 120))->decision.outcome, Outcome::kRefer);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Identify(FakeFace(100, 120))->decision.outcome, Outcome::kClear);
}

TEST_F(ScreeningTest, SaysWhatToDoWhenThereIsNoDecision) {
  EXPECT_EQ(Identify("no face")->fallback, FallbackAction::kRetryCapture);
  EXPECT_EQ(Identify(FakeFace(100, 100), {kEmptyList})->fallback, FallbackAction::kManualCheck);
  EXPECT_EQ(Verify("no face", FakeFace(1, 1))->fallback, FallbackAction::kRetryCapture);
  EXPECT_EQ(Identify(FakeFace(100, 100))->fallback, std::nullopt);
}

TEST_F(ScreeningTest, EveryIdentificationLeavesARecordWithoutNamesOrFaces) {
  ASSERT_OK(Identify(FakeFace(103, 104), {kList}, 1));
  ASSERT_OK(Identify("two faces"));
  const std::vector<CheckRecord> records = Records();
  ASSERT_THAT(records, SizeIs(2));
  const CheckRecord& check = records[0];
  EXPECT_EQ(check.time, now_);
  EXPECT_EQ(check.trace_id, "trace");
  EXPECT_EQ(check.policy, PolicyNumber{1});
  EXPECT_EQ(check.model_id, kFakeModel.ToString());
  EXPECT_EQ(check.epoch, Sequence{4});
  EXPECT_EQ(check.outcome, Outcome::kRefer);
  EXPECT_THAT(check.lists, ElementsAre(ListSize{kList, 2, 2}));
  ASSERT_THAT(check.candidates, SizeIs(2));  // more than were asked for
  EXPECT_EQ(check.candidates[0],
            (RecordedCandidate{EntryId{1}, Distance{5}, Level::kAlert, {kList}, 1}));
  EXPECT_FALSE(check.has_more);
  EXPECT_EQ(records[1].outcome, Outcome::kNoDecision);
  EXPECT_THAT(records[1].reasons, ElementsAre(NoDecisionReason::kSeveralFaces));
  EXPECT_THAT(records[1].lists, SizeIs(0));
}

TEST_F(ScreeningTest, ARecordSaysWhenItDoesNotHoldEverybody) {
  for (int id = 10; id < 40; ++id) Enrol(id, {50, 90});
  ASSERT_OK(Identify(FakeFace(50, 50)));
  const std::vector<CheckRecord> records = Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_THAT(records[0].candidates, SizeIs(kRecordedCandidates));
  EXPECT_TRUE(records[0].has_more);
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

TEST_F(ScreeningTest, VerificationFollowsThePolicyInForce) {
  Policy policy;
  policy.verification.max_fmr = 1e-5;  // distance 10
  policy_.Set(std::vector{testing::ApprovedVersion(policy, 2, now_)});
  EXPECT_EQ(Verify(FakeFace(50, 50), FakeFace(50, 60))->verification, Verification::kMatch);
  const auto farther = Verify(FakeFace(50, 50), FakeFace(50, 61));
  EXPECT_EQ(farther->verification, Verification::kNoMatch);
  EXPECT_EQ(farther->policy, PolicyNumber{2});
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
