// The border check: is this traveller on a list, and is this traveller the holder of that document.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "border/policy/check_recorder.h"
#include "border/policy/policy_in_force.h"
#include "border/screening/captured_frame.h"
#include "border/screening/frame_set.h"
#include "border/screening/recall_watch.h"
#include "border/screening/screening_answers.h"
#include "border/screening/screening_commands.h"
#include "matcher/core/checkpoint.h"
#include "matcher/pipeline/face_encoder.h"
#include "matcher/pipeline/gallery.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

/// Thread-safe; the encoder that is passed in is not. Every check is made under one
/// version of the policy: that in force when it begins.
class Screening {
 public:
  /// All outlive this. `calibration` is of the model that the encoders use.
  Screening(const Gallery& gallery, Calibration calibration, const PolicyInForce& policy,
            CheckRecorder& recorder, RecallWatchOptions recall = {});

  /// The search goes on until no entry that was not looked at can be at a level, so that the
  /// decision does not depend on max_candidates. Records what was found, also where there is no
  /// decision. Errors: those of FaceEncoder::Encode, with "images[i]" before the message,
  /// and of Gallery::Search; they leave no record.
  absl::StatusOr<IdentifyAnswer> Identify(const IdentifyCommand& command, FaceEncoder& encoder,
                                          const Checkpoint& checkpoint) const;

  /// Compares the faces in two images. Errors: those of FaceEncoder::Encode, with "document_image"
  /// or "live_image" before the message.
  absl::StatusOr<VerifyAnswer> Verify(const VerifyCommand& command, FaceEncoder& encoder,
                                      const Checkpoint& checkpoint) const;

  /// Identify and Verify, with one embedding of each image. Errors: those of both, with
  /// "document_image" or "live_images[i]" before the message.
  absl::StatusOr<TravellerAnswer> CheckTraveller(const TravellerCommand& command,
                                                 FaceEncoder& encoder,
                                                 const Checkpoint& checkpoint) const;

  /// The same with frames that were captured before (CaptureFrame, CaptureDocument, under the probe
  /// bar of `command.policy`). Errors: those of Gallery::Search.
  absl::StatusOr<TravellerAnswer> CheckFrames(const FramesCommand& command,
                                              const Checkpoint& checkpoint) const;

  /// Searches nothing, records nothing. Errors: those of FaceEncoder::Assess.
  absl::StatusOr<AssessAnswer> Assess(ImageBytes bytes, CaptureUse use, FaceEncoder& encoder,
                                      const Checkpoint& checkpoint) const;

  /// NOT_FOUND with LIST_NOT_FOUND if one of them is unknown. Cheap: a stream asks before it takes
  /// frames.
  absl::Status CheckLists(const std::vector<ListId>& lists) const {
    return gallery_.CheckLists(lists);
  }

  const PolicyInForce& policy() const { return policy_; }
  const Calibration& calibration() const { return calibration_; }
  /// Whether searches are exact, and what was measured of those that are not.
  RecallStatus recall() const { return recall_->status(); }

 private:
  absl::StatusOr<IdentifyAnswer> Search(const FrameSet& frames, const CheckTerms& terms,
                                        const PolicyVersion& version,
                                        const Checkpoint& checkpoint) const;
  absl::StatusOr<VerifyAnswer> Compare(const CapturedFrame& document, const FrameSet& live,
                                       const std::optional<AttackEvidence>& evidence,
                                       const PolicyVersion& version) const;
  absl::StatusOr<TravellerAnswer> CheckBoth(const CapturedFrame* document, const FrameSet& live,
                                            const CheckTerms& terms, const PolicyVersion& version,
                                            const Checkpoint& checkpoint) const;

  const Gallery& gallery_;
  const Calibration calibration_;
  const PolicyInForce& policy_;
  CheckRecorder& recorder_;
  const std::unique_ptr<RecallWatch> recall_;
};

}  // namespace portcullis
