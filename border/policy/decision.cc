#include "border/policy/decision.h"

#include <algorithm>

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
  if (evidence.any_candidate_referred) return {Outcome::kRefer, {}};
  Decision decision{Outcome::kNoDecision, {}};
  std::vector<NoDecisionReason>& reasons = decision.reasons;
  for (const CaptureProblem problem : evidence.capture_problems) {
    const NoDecisionReason reason = ReasonFor(problem);
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
      reasons.push_back(reason);
    }
  }
  if (evidence.attack_suspected) reasons.push_back(NoDecisionReason::kPadFailed);
  if (!evidence.frames_show_one_person) reasons.push_back(NoDecisionReason::kInconsistentFrames);
  if (evidence.capture_problems.empty()) {
    if (!evidence.coverage_complete) reasons.push_back(NoDecisionReason::kPartialCoverage);
    if (evidence.references_searched == 0) reasons.push_back(NoDecisionReason::kNothingToSearch);
  }
  if (reasons.empty()) decision.outcome = Outcome::kClear;
  return decision;
}

}  // namespace portcullis
