// What the border check answers.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "border/policy/decision.h"
#include "border/policy/policy.h"
#include "border/policy/policy_version.h"
#include "border/policy/search_levels.h"
#include "border/screening/captured_frame.h"
#include "matcher/core/face_chip.h"
#include "matcher/core/ids.h"
#include "matcher/core/image.h"
#include "matcher/pipeline/gallery.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

struct ScoredCandidate {
  Candidate candidate;
  MatchScore score;            // of the search of all lists; confidence as of CandidateLevel
  Level level = Level::kNone;  // the strictest reached on a list searched
  std::optional<ListId> list;  // on which it was reached: CandidateLevel::list
  std::vector<ListId> lists;   // those searched that the entry stands on
  std::size_t references = 1;  // of the entry

  bool referred() const { return level >= Level::kReview; }
};

struct IdentifyAnswer {
  Decision decision;
  Level level = Level::kNone;              // the strictest of a candidate
  std::optional<FallbackAction> fallback;  // of kNoDecision: what to do
  PolicyNumber policy;                     // under which it was decided
  /// By distance: the max_candidates nearest, whether at a level or not, and every other one that
  /// is at a level.
  std::vector<ScoredCandidate> candidates;
  std::vector<FaceReport> frames;  // one for each image, in order
  std::size_t best_frame = 0;      // the used one of the highest overall quality, else the first
  std::size_t frames_used = 0;     // of `frames`, those whose faces were searched with
  std::size_t entries_searched = 0;
  std::size_t references_searched = 0;
  std::size_t references_compared = 0;  // the others are left out by an approximate search
  bool is_exact = true;                 // every reference searched was compared
  bool coverage_complete = false;
  Sequence epoch;
  double search_ms = 0;

  const FaceReport& best() const { return frames[best_frame]; }
};

enum class Verification { kMatch, kNoMatch, kNoDecision };

struct VerifyAnswer {
  Verification verification = Verification::kNoDecision;
  std::vector<NoDecisionReason> reasons;   // of kNoDecision
  std::optional<FallbackAction> fallback;  // of kNoDecision: what to do
  PolicyNumber policy;                     // under which it was decided
  std::optional<Distance> distance;        // absent with kNoDecision
  std::optional<MatchScore> score;         // for one comparison; absent with kNoDecision
  FaceReport document;
  FaceReport live;  // of several, the best
};

/// Both checks, made with one embedding of the traveller. Neither changes the other.
struct TravellerAnswer {
  std::optional<VerifyAnswer> verification;  // none: there was no document
  IdentifyAnswer identification;
  /// Of either kNoDecision: RETRY_CAPTURE if the policy says so for all their reasons and nobody is
  /// referred.
  std::optional<FallbackAction> fallback;
};

/// How good an image is. Nothing was searched or compared.
struct AssessAnswer {
  FaceReport report;
  std::vector<CaptureAdvice> advice;  // the most important first
  PolicyNumber policy;                // whose bar was applied
  QualityBar bar;                     // the bar itself
  std::optional<Image> upright;       // in which the face was looked for
  std::optional<FaceChip> chip;       // what the embedder would take; none without a single face

  bool is_acceptable() const { return !report.problem.has_value(); }
};

}  // namespace portcullis
