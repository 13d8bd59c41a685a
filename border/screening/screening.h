// The border check: is this traveller on a list, and is this traveller the holder of that document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "border/policy/check_recorder.h"
#include "border/policy/decision.h"
#include "border/policy/policy.h"
#include "border/policy/policy_in_force.h"
#include "border/policy/search_levels.h"
#include "matcher/core/checkpoint.h"
#include "matcher/core/ids.h"
#include "matcher/pipeline/face_encoder.h"
#include "matcher/pipeline/gallery.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

struct IdentifyCommand {
  std::span<const std::uint8_t> image;
  std::vector<ListId> lists;  // empty means every list
  /// 1..100. How many are told, not what is decided: every candidate at a level is told as well.
  std::size_t max_candidates = 10;
  std::string trace_id;  // for the record of the check
};

struct ScoredCandidate {
  Candidate candidate;
  MatchScore score;            // of the search of all lists; confidence as of CandidateLevel
  Level level = Level::kNone;  // the strictest reached on a list searched
  std::optional<ListId> list;  // on which it was reached: CandidateLevel::list
  std::vector<ListId> lists;   // those searched that the entry stands on
  std::size_t references = 1;  // of the entry

  bool referred() const { return level >= Level::kReview; }
};

/// What both kinds of check tell about the way from bytes to embedding.
struct FaceReport {
  std::optional<Face> face;
  std::optional<Quality> quality;
  EncodeTimings timings;
};

struct IdentifyAnswer {
  Decision decision;
  Level level = Level::kNone;              // the strictest of a candidate
  std::optional<FallbackAction> fallback;  // of kNoDecision: what to do
  PolicyNumber policy;                     // under which it was decided
  /// By distance: the max_candidates nearest, whether at a level or not, and every other one that
  /// is at a level.
  std::vector<ScoredCandidate> candidates;
  FaceReport face;
  std::size_t entries_searched = 0;
  std::size_t references_searched = 0;
  bool coverage_complete = false;
  Sequence epoch;
  double search_ms = 0;
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
  FaceReport live;
};

/// Immutable, thread-safe; the encoder that is passed in is not.
class Screening {
 public:
  /// All outlive this. `calibration` is of the model that the encoders use.
  Screening(const Gallery& gallery, Calibration calibration, const PolicyInForce& policy,
            CheckRecorder& recorder);

  /// Under the policy in force when it begins. The search goes on until no entry that was not
  /// looked at can be at a level, so that the decision does not depend on max_candidates. Records
  /// what was found, also where there is no decision. Errors: those of FaceEncoder::Encode and
  /// Gallery::Search; they leave no record.
  absl::StatusOr<IdentifyAnswer> Identify(const IdentifyCommand& command, FaceEncoder& encoder,
                                          const Checkpoint& checkpoint) const;

  /// Compares the faces in two images. Errors: those of FaceEncoder::Encode, with "document image"
  /// or "live image" before the message.
  absl::StatusOr<VerifyAnswer> Verify(std::span<const std::uint8_t> document,
                                      std::span<const std::uint8_t> live, FaceEncoder& encoder,
                                      const Checkpoint& checkpoint) const;

  const PolicyInForce& policy() const { return policy_; }
  const Calibration& calibration() const { return calibration_; }

 private:
  absl::StatusOr<GalleryResult> SearchFarEnough(const Embedding& probe,
                                                const IdentifyCommand& command,
                                                const Policy& policy,
                                                const Checkpoint& checkpoint) const;
  void DecideOn(const GalleryResult& found, const Policy& policy, IdentifyAnswer& answer) const;

  const Gallery& gallery_;
  const Calibration calibration_;
  const PolicyInForce& policy_;
  CheckRecorder& recorder_;
};

}  // namespace portcullis
