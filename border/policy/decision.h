// From evidence to outcome: the rule, and nothing but the rule.
#pragma once

#include <cstddef>
#include <vector>

#include "matcher/core/capture_problem.h"

namespace portcullis {

enum class Outcome {
  kClear,       // everything was searched and no candidate is at or above a review threshold
  kRefer,       // at least one candidate is: an officer looks
  kNoDecision,  // something was missing; the reasons say what. Never to be read as kClear.
};

enum class NoDecisionReason {
  kNoFace,
  kSeveralFaces,
  kLowQuality,
  kPartialCoverage,     // the gallery lags behind the store
  kNothingToSearch,     // the lists searched hold no entry
  kPadFailed,           // evidence of a presentation attack, or no evidence where policy demands it
  kInconsistentFrames,  // the images of one traveller do not show one person
};

/// Everything that the decision may depend on. The defaults are no decision.
struct IdentificationEvidence {
  std::vector<CaptureProblem> capture_problems = {};  // of all images, if none of them can be used
  bool attack_suspected = false;                      // FailsAttackRule
  bool frames_show_one_person = true;
  bool coverage_complete = false;
  std::size_t references_searched = 0;
  bool any_candidate_referred = false;
};

struct Decision {
  Outcome outcome = Outcome::kNoDecision;
  std::vector<NoDecisionReason> reasons;  // of kNoDecision: one or more, each once; else none
};

NoDecisionReason ReasonFor(CaptureProblem problem);

/// Pure: the same evidence, the same decision. A referred candidate is REFER whatever else went
/// wrong; CLEAR needs a face, frames of one person, no suspicion of an attack, something to search
/// and full coverage. Where no image can be used nothing was searched, which is no reason of its
/// own.
Decision Decide(const IdentificationEvidence& evidence);

}  // namespace portcullis
