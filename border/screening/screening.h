// The border check: is this traveller on a list, and is this traveller the holder of that document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "border/policy/policy.h"
#include "border/screening/decision_policy.h"
#include "matcher/core/checkpoint.h"
#include "matcher/core/ids.h"
#include "matcher/pipeline/face_encoder.h"
#include "matcher/pipeline/gallery.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

struct IdentifyCommand {
  std::span<const std::uint8_t> image;
  std::vector<ListId> lists;        // empty means every list
  std::size_t max_candidates = 10;  // 1..100
};

/// What both kinds of check tell about the way from bytes to embedding.
struct FaceReport {
  std::optional<Face> face;
  std::optional<Quality> quality;
  EncodeTimings timings;
};

struct IdentifyAnswer {
  Decision decision;
  std::vector<ScoredCandidate> candidates;  // by distance, also those below the threshold
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
  std::vector<NoDecisionReason> reasons;  // of kNoDecision
  std::optional<Distance> distance;       // absent with kNoDecision
  std::optional<MatchScore> score;        // for one comparison; absent with kNoDecision
  FaceReport document;
  FaceReport live;
};

/// Immutable, thread-safe; the encoder that is passed in is not.
class Screening {
 public:
  /// `gallery` outlives this. `calibration` is of the model that the encoders use.
  Screening(const Gallery& gallery, Calibration calibration, Policy policy);

  /// Errors: those of FaceEncoder::Encode and Gallery::Search.
  absl::StatusOr<IdentifyAnswer> Identify(const IdentifyCommand& command, FaceEncoder& encoder,
                                          const Checkpoint& checkpoint) const;

  /// Compares the faces in two images. Errors: those of FaceEncoder::Encode, with "document image"
  /// or "live image" before the message.
  absl::StatusOr<VerifyAnswer> Verify(std::span<const std::uint8_t> document,
                                      std::span<const std::uint8_t> live, FaceEncoder& encoder,
                                      const Checkpoint& checkpoint) const;

  const Policy& policy() const { return policy_; }
  const Calibration& calibration() const { return calibration_; }

 private:
  const Gallery& gallery_;
  Calibration calibration_;
  Policy policy_;
};

}  // namespace portcullis
