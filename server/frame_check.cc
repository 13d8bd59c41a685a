#include "server/frame_check.h"

#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/match_conversions.h"
#include "server/match_requests.h"

namespace portcullis {
namespace {

/// The next frame may be better.
bool IsFaultOfTheImage(const absl::Status& status) {
  const std::optional<ErrorReason> reason = ErrorReasonOf(status);
  return reason == ErrorReason::kImageUnreadable || reason == ErrorReason::kImageUnsupported ||
         reason == ErrorReason::kImageTooLarge || reason == ErrorReason::kImageTooManyPixels;
}

}  // namespace

absl::Status FrameCheck::Start(const v1::CheckStreamStart& start, FaceEncoder& encoder,
                               const Checkpoint& checkpoint) {
  PORTCULLIS_ASSIGN_OR_RETURN(terms_, TermsFrom(start));
  terms_.trace_id = rpc_.trace_id();
  PORTCULLIS_RETURN_IF_ERROR(screening_.CheckLists(terms_.lists));
  policy_ = screening_.policy().Now();
  if (start.document_image().empty()) return absl::OkStatus();
  auto document = CaptureDocument(BytesOf(start.document_image()),
                                  BarFor(policy_->policy, CaptureUse::kProbe), encoder, checkpoint);
  if (!document.ok()) return WithContext(document.status(), "document_image");
  AddStepsOf(document->report);
  document_ = *std::move(document);
  return absl::OkStatus();
}

absl::StatusOr<v1::FrameAdvice> FrameCheck::Take(const std::string& image, FaceEncoder& encoder,
                                                 const Checkpoint& checkpoint) {
  if (frames_ == kMostFrames) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kTooManyImages,
                     fmt::format("the stream has more than {} frames", kMostFrames));
  }
  ++frames_;
  absl::StatusOr<CapturedFrame> frame = CaptureFrame(
      BytesOf(image), BarFor(policy_->policy, CaptureUse::kProbe), encoder, checkpoint);
  if (!frame.ok()) return Refused(frame.status());
  ++frames_read_;
  AddStepsOf(frame->report);
  v1::FrameAdvice advice = ToProto(*frame);
  collector_.Add(*std::move(frame));
  AddCounts(advice);
  return advice;
}

absl::StatusOr<v1::FrameAdvice> FrameCheck::Refused(const absl::Status& status) {
  if (!IsFaultOfTheImage(status)) return status;
  last_refusal_ = status;
  v1::FrameAdvice advice;
  advice.set_error_reason(std::string(ErrorReasonName(*ErrorReasonOf(status))));
  AddCounts(advice);
  return advice;
}

absl::StatusOr<v1::CheckTravellerResponse> FrameCheck::Answer(const Checkpoint& checkpoint) {
  if (frames_ == 0) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageMissing,
                     "the stream ended without a frame");
  }
  if (frames_read_ == 0) {
    return WithContext(
        last_refusal_,
        fmt::format("none of the frames can be read, and the last, frame {}", frames_));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const TravellerAnswer answer,
                              screening_.CheckFrames({.collected = collector_.Take(),
                                                      .document = std::move(document_),
                                                      .policy = policy_,
                                                      .terms = std::move(terms_)},
                                                     checkpoint));
  steps_.set_search_ms(answer.identification.search_ms);
  rpc_.set_steps(steps_);
  RpcResult result = ResultOf(answer);
  result.frames = frames_;
  rpc_.set_result(std::move(result));
  v1::CheckTravellerResponse response = ToProto(answer);
  *response.mutable_context() = ContextOf(rpc_, screening_, answer.identification);
  return response;
}

void FrameCheck::AddCounts(v1::FrameAdvice& advice) const {
  advice.set_frame(frames_);
  advice.set_frames_kept(static_cast<std::int32_t>(collector_.kept()));
  advice.set_enough(collector_.is_enough());
}

void FrameCheck::AddStepsOf(const FaceReport& report) {
  AddSteps(report.timings, steps_);
  rpc_.set_steps(steps_);
}

}  // namespace portcullis
