// The check of one traveller, frame by frame.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/screening/frame_collector.h"
#include "border/screening/screening.h"
#include "matcher/core/checkpoint.h"
#include "matcher/pipeline/face_encoder.h"
#include "portcullis/v1/match.pb.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// Keeps embeddings and reports, never an image. Thread-compatible: one call at a time, on whatever
/// thread.
class FrameCheck {
 public:
  static constexpr int kMostFrames = 100;

  /// Both outlive the check. Tells `rpc` the steps of every call and the result of the last.
  FrameCheck(const Screening& screening, Rpc& rpc) : screening_(screening), rpc_(rpc) {}

  /// Once, first: what the frames are for, under the policy in force now. Errors: FIELD_INVALID,
  /// LIST_NOT_FOUND, and those of FaceEncoder::Encode with "document_image" before the message.
  absl::Status Start(const v1::CheckStreamStart& start, FaceEncoder& encoder,
                     const Checkpoint& checkpoint);

  /// A frame that cannot be read gets advice as well, with the reason. Errors: TOO_MANY_IMAGES
  /// after kMostFrames, and those of FaceEncoder::Encode that are not the image's fault.
  absl::StatusOr<v1::FrameAdvice> Take(const std::string& image, FaceEncoder& encoder,
                                       const Checkpoint& checkpoint);

  /// Once, last. IMAGE_MISSING without a frame, the last frame's error if none could be read, and
  /// the errors of Screening::CheckFrames.
  absl::StatusOr<v1::CheckTravellerResponse> Answer(const Checkpoint& checkpoint);

 private:
  absl::StatusOr<v1::FrameAdvice> Refused(const absl::Status& status);
  void AddCounts(v1::FrameAdvice& advice) const;
  void AddStepsOf(const FaceReport& report);

  const Screening& screening_;
  Rpc& rpc_;
  CheckTerms terms_;
  std::shared_ptr<const PolicyVersion> policy_;  // shared with others who decide under it
  std::optional<CapturedFrame> document_;
  FrameCollector collector_;
  int frames_ = 0;
  int frames_read_ = 0;
  absl::Status last_refusal_;
  v1::Timings steps_;
};

}  // namespace portcullis
