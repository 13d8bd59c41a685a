// What evidence about presentation attacks does to a border check.
#include <optional>
#include <string>
#include <vector>

#include "tests/border/screening_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

const std::string kStranger = FakeFace(150, 220);
const std::string kListed = FakeFace(100, 101);

CheckTerms With(AttackResult result) {
  return {.attack_evidence = AttackEvidence{result, "acme-3d 4.1", 0.25}};
}

TEST(AttackScreening, AnAttackThatTheKioskSawForbidsClear) {
  ScreeningUnderTest check;
  for (const AttackResult result : {AttackResult::kAttack, AttackResult::kInconclusive}) {
    const auto answer = check.Identify({kStranger}, With(result));
    ASSERT_OK(answer);
    EXPECT_EQ(answer->decision.outcome, Outcome::kNoDecision);
    EXPECT_THAT(answer->decision.reasons, ElementsAre(NoDecisionReason::kPadFailed));
    EXPECT_EQ(answer->fallback, FallbackAction::kManualCheck);
  }
  EXPECT_EQ(check.Identify({kStranger}, With(AttackResult::kBonaFide))->decision.outcome,
            Outcome::kClear);
}

TEST(AttackScreening, AnAttackHidesNoCandidate) {
  ScreeningUnderTest check;
  const auto answer = check.Identify({kListed}, With(AttackResult::kAttack));
  ASSERT_OK(answer);
  EXPECT_EQ(answer->decision.outcome, Outcome::kRefer);
  EXPECT_TRUE(answer->candidates.front().referred());
}

TEST(AttackScreening, TellsAnAttackBesideAFaceThatIsMissing) {
  ScreeningUnderTest check;
  const auto answer = check.Identify({"no face"}, With(AttackResult::kAttack));
  ASSERT_OK(answer);
  EXPECT_THAT(answer->decision.reasons,
              ElementsAre(NoDecisionReason::kNoFace, NoDecisionReason::kPadFailed));
  // Another image would not help.
  EXPECT_EQ(answer->fallback, FallbackAction::kManualCheck);
}

TEST(AttackScreening, EvidenceThatPolicyDemandsAndNobodyGivesForbidsClear) {
  ScreeningUnderTest check;
  Policy policy;
  policy.presentation_attack.require_kiosk_evidence = true;
  check.SetPolicy(policy);
  EXPECT_THAT(check.Identify({kStranger})->decision.reasons,
              ElementsAre(NoDecisionReason::kPadFailed));
  EXPECT_EQ(check.Identify({kStranger}, With(AttackResult::kBonaFide))->decision.outcome,
            Outcome::kClear);
}

TEST(AttackScreening, TheLowestScoreOfTheImagesUsedDecides) {
  ScreeningUnderTest check(/*has_attack_detector=*/true);
  Policy policy;
  policy.presentation_attack.min_bona_fide_score = 0.5;
  check.SetPolicy(policy);
  EXPECT_EQ(check.Identify({FakeFace(50, 50)})->decision.outcome, Outcome::kClear);
  // An image that is left out has no say.
  EXPECT_EQ(check.Identify({FakeFace(50, 50), "tiny 50 49"})->decision.outcome, Outcome::kClear);
  const auto answer = check.Identify({FakeFace(50, 60), FakeFace(50, 49)});
  EXPECT_THAT(answer->decision.reasons, ElementsAre(NoDecisionReason::kPadFailed));
  EXPECT_DOUBLE_EQ(answer->frames[1].bona_fide->value, 0.49);
}

TEST(AttackScreening, AScoreDecidesNothingWhereThePolicyHasNoMinimum) {
  ScreeningUnderTest check(/*has_attack_detector=*/true);
  EXPECT_EQ(check.Identify({FakeFace(50, 0)})->decision.outcome, Outcome::kClear);
}

TEST(AttackScreening, AMinimumForbidsClearWhileTheCheckIsOff) {
  ScreeningUnderTest check;
  Policy policy;
  policy.presentation_attack.min_bona_fide_score = 0;
  check.SetPolicy(policy);
  EXPECT_THAT(check.Identify({kStranger})->decision.reasons,
              ElementsAre(NoDecisionReason::kPadFailed));
}

TEST(AttackScreening, VerifiesNobodyWhereAnAttackIsSuspected) {
  ScreeningUnderTest check;
  const auto answer =
      check.screening.Verify({.document = BytesOf(kListed),
                              .live = BytesOf(kListed),
                              .attack_evidence = AttackEvidence{AttackResult::kAttack, "acme"}},
                             check.encoder, AlwaysContinue);
  ASSERT_OK(answer);
  EXPECT_EQ(answer->verification, Verification::kNoDecision);
  EXPECT_THAT(answer->reasons, ElementsAre(NoDecisionReason::kPadFailed));
  EXPECT_FALSE(answer->score.has_value());
}

TEST(AttackScreening, ADocumentIsAPictureAndHasNoScore) {
  ScreeningUnderTest check(/*has_attack_detector=*/true);
  Policy policy;
  policy.presentation_attack.min_bona_fide_score = 0.5;
  check.SetPolicy(policy);
  const auto answer = check.screening.Verify(
      {.document = BytesOf(FakeFace(50, 40)), .live = BytesOf(FakeFace(50, 50))}, check.encoder,
      AlwaysContinue);
  ASSERT_OK(answer);
  EXPECT_EQ(answer->verification, Verification::kMatch);
  EXPECT_FALSE(answer->document.bona_fide.has_value());
  EXPECT_TRUE(answer->live.bona_fide.has_value());
}

TEST(AttackScreening, IsOnRecord) {
  ScreeningUnderTest check(/*has_attack_detector=*/true);
  ASSERT_OK(check.Identify({FakeFace(50, 60), FakeFace(50, 49), "no face"},
                           With(AttackResult::kInconclusive)));
  const std::vector<CheckRecord> records = check.Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].attack_evidence,
            (AttackEvidence{AttackResult::kInconclusive, "acme-3d 4.1", 0.25}));
  EXPECT_DOUBLE_EQ(*records[0].lowest_bona_fide, 0.49);
  EXPECT_EQ(records[0].images, 3U);
  EXPECT_EQ(records[0].images_used, 2U);
}

TEST(AttackScreening, ClearNeedsThatNoEvidenceSpeaksAgainstIt) {
  ScreeningUnderTest check(/*has_attack_detector=*/true);
  for (const bool heed : {false, true}) {
    for (const bool demand : {false, true}) {
      for (const std::optional<double> minimum : {std::optional<double>(), {0.5}}) {
        Policy policy;
        policy.presentation_attack = {heed, demand, minimum};
        check.SetPolicy(policy);
        for (const int score : {40, 60}) {
          for (int kiosk = 0; kiosk <= 3; ++kiosk) {
            CheckTerms terms;
            if (kiosk > 0) terms = With(static_cast<AttackResult>(kiosk));
            const bool clean =
                (kiosk == 0 ? !demand : kiosk == 1 || !heed) && (!minimum || score >= 50);
            const auto stranger = check.Identify({FakeFace(0, score)}, terms);
            EXPECT_EQ(stranger->decision.outcome == Outcome::kClear, clean);
            EXPECT_NE(stranger->decision.outcome, Outcome::kRefer);
            check.Enrol(3, {0, static_cast<float>(score)});
            EXPECT_EQ(check.Identify({FakeFace(0, score)}, terms)->decision.outcome,
                      Outcome::kRefer);
            ASSERT_OK(check.gallery.RemoveEntry(EntryId{3}));
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace portcullis::testing
