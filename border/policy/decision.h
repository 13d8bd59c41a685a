// From evidence to outcome: the rule, and nothing but the rule.
#pragma once

#include <cstddef>
#include <optional>
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

/// Everything that the decision may depend on.
struct IdentificationEvidence {
  std::optional<CaptureProblem> capture_problem;
  bool coverage_complete = false;
  std::size_t references_searched = 0;
  bool any_candidate_referred = false;
};

struct Decision {
  Outcome outcome = Outcome::kNoDecision;
  std::vector<NoDecisionReason> reasons;  // of kNoDecision: one or more; else none
};

NoDecisionReason ReasonFor(CaptureProblem problem);

/// Pure: the same evidence, the same decision. A referred candidate is REFER even when coverage is
/// partial; CLEAR needs a face, something to search and full coverage.
Decision Decide(const IdentificationEvidence& evidence);

}  // namespace portcullis
