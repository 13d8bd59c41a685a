#include "border/policy/decision.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

IdentificationEvidence FullSearch() {
  return {.coverage_complete = true, .references_searched = 12, .any_candidate_referred = false};
}

TEST(DecisionPolicy, ClearsWhenEverythingWasSearchedAndNobodyIsClose) {
  const Decision decision = Decide(FullSearch());
  EXPECT_EQ(decision.outcome, Outcome::kClear);
  EXPECT_THAT(decision.reasons, IsEmpty());
}

TEST(DecisionPolicy, RefersWhenACandidateIsAtTheThreshold) {
  IdentificationEvidence evidence = FullSearch();
  evidence.any_candidate_referred = true;
  EXPECT_EQ(Decide(evidence).outcome, Outcome::kRefer);
}

TEST(DecisionPolicy, RefersEvenWhenTheSearchWasPartial) {
  IdentificationEvidence evidence = FullSearch();
  evidence.any_candidate_referred = true;
  evidence.coverage_complete = false;
  EXPECT_EQ(Decide(evidence).outcome, Outcome::kRefer);
}

TEST(DecisionPolicy, NeverClearsWithoutAFace) {
  struct Case {
    CaptureProblem problem;
    NoDecisionReason reason;
  };
  for (const Case& c : {Case{CaptureProblem::kNoFace, NoDecisionReason::kNoFace},
                        Case{CaptureProblem::kSeveralFaces, NoDecisionReason::kSeveralFaces},
                        Case{CaptureProblem::kLowQuality, NoDecisionReason::kLowQuality}}) {
    IdentificationEvidence evidence = FullSearch();
    evidence.capture_problems = {c.problem};
    const Decision decision = Decide(evidence);
    EXPECT_EQ(decision.outcome, Outcome::kNoDecision);
    EXPECT_THAT(decision.reasons, ElementsAre(c.reason));
  }
}

TEST(DecisionPolicy, NeverClearsOnAPartialSearch) {
  IdentificationEvidence evidence = FullSearch();
  evidence.coverage_complete = false;
  const Decision decision = Decide(evidence);
  EXPECT_EQ(decision.outcome, Outcome::kNoDecision);
  EXPECT_THAT(decision.reasons, ElementsAre(NoDecisionReason::kPartialCoverage));
}

TEST(DecisionPolicy, NeverClearsWhenThereWasNothingToSearch) {
  IdentificationEvidence evidence = FullSearch();
  evidence.references_searched = 0;
  evidence.coverage_complete = false;
  const Decision decision = Decide(evidence);
  EXPECT_EQ(decision.outcome, Outcome::kNoDecision);
  EXPECT_THAT(decision.reasons,
              ElementsAre(NoDecisionReason::kPartialCoverage, NoDecisionReason::kNothingToSearch));
}

TEST(DecisionPolicy, NamesTheProblemsOfAllImagesEachOnce) {
  IdentificationEvidence evidence = FullSearch();
  evidence.capture_problems = {CaptureProblem::kLowQuality, CaptureProblem::kNoFace,
                               CaptureProblem::kLowQuality};
  EXPECT_THAT(Decide(evidence).reasons,
              ElementsAre(NoDecisionReason::kLowQuality, NoDecisionReason::kNoFace));
}

TEST(DecisionPolicy, NeverClearsWhereAnAttackIsSuspected) {
  IdentificationEvidence evidence = FullSearch();
  evidence.attack_suspected = true;
  EXPECT_THAT(Decide(evidence).reasons, ElementsAre(NoDecisionReason::kPadFailed));
}

TEST(DecisionPolicy, NeverClearsImagesOfSeveralPeople) {
  IdentificationEvidence evidence = FullSearch();
  evidence.frames_show_one_person = false;
  EXPECT_THAT(Decide(evidence).reasons, ElementsAre(NoDecisionReason::kInconsistentFrames));
}

TEST(DecisionPolicy, ClearsIfAndOnlyIfEverythingIsRightAndRefersWheneverSomebodyReachesALevel) {
  // Every combination of what can be right (a zero) or wrong.
  for (unsigned wrong = 0; wrong < 64; ++wrong) {
    const auto is_wrong = [wrong](unsigned bit) { return (wrong >> bit & 1U) != 0; };
    IdentificationEvidence evidence = FullSearch();
    if (is_wrong(0)) evidence.capture_problems = {CaptureProblem::kNoFace};
    evidence.attack_suspected = is_wrong(1);
    evidence.frames_show_one_person = !is_wrong(2);
    evidence.coverage_complete = !is_wrong(3);
    if (is_wrong(4)) evidence.references_searched = 0;
    evidence.any_candidate_referred = is_wrong(5);
    const Decision decision = Decide(evidence);
    EXPECT_EQ(decision.outcome == Outcome::kClear, wrong == 0) << wrong;
    EXPECT_EQ(decision.outcome == Outcome::kRefer, is_wrong(5)) << wrong;
    EXPECT_EQ(decision.reasons.empty(), decision.outcome != Outcome::kNoDecision) << wrong;
  }
}

TEST(DecisionPolicy, NeverClearsOnNoEvidenceAtAll) {
  EXPECT_EQ(Decide(IdentificationEvidence{}).outcome, Outcome::kNoDecision);
}

}  // namespace
}  // namespace portcullis
