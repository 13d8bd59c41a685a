#include "border/policy/decision.h"

namespace portcullis {

NoDecisionReason ReasonFor(CaptureProblem problem) {
  switch (problem) {
    case CaptureProblem::kNoFace: return NoDecisionReason::kNoFace;
    case CaptureProblem::kSeveralFaces: return NoDecisionReason::kSeveralFaces;
    case CaptureProblem::kLowQuality: return NoDecisionReason::kLowQuality;
  }
  return NoDecisionReason::kLowQuality;
}

Decision Decide(const IdentificationEvidence& evidence) {
  if (evidence.capture_problem) {
    return {Outcome::kNoDecision, {ReasonFor(*evidence.capture_problem)}};
  }
  if (evidence.any_candidate_referred) return {Outcome::kRefer, {}};
  Decision decision{Outcome::kNoDecision, {}};
  if (!evidence.coverage_complete) decision.reasons.push_back(NoDecisionReason::kPartialCoverage);
  if (evidence.references_searched == 0) {
    decision.reasons.push_back(NoDecisionReason::kNothingToSearch);
  }
  if (decision.reasons.empty()) decision.outcome = Outcome::kClear;
  return decision;
}

}  // namespace portcullis
