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

TEST(DecisionPolicy, NeverClearsOnNoEvidenceAtAll) {
  EXPECT_EQ(Decide(IdentificationEvidence{}).outcome, Outcome::kNoDecision);
}

}  // namespace
}  // namespace portcullis
