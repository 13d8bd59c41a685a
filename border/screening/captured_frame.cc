#include "border/screening/captured_frame.h"

#include "matcher/core/status_macros.h"

namespace portcullis {

const QualityBar& BarFor(const Policy& policy, CaptureUse use) {
  switch (use) {
    case CaptureUse::kProbe: return policy.quality.probe;
    case CaptureUse::kReference: return policy.quality.reference;
  }
  return policy.quality.reference;
}

FaceReport ReportOf(const FaceCapture& capture) {
  FaceReport report{.problem = capture.problem,
                    .source = capture.source,
                    .turned_degrees = capture.turned_degrees,
                    .face = capture.face,
                    .quality = capture.quality,
                    .shortfalls = capture.shortfalls,
                    .bona_fide = capture.bona_fide,
                    .timings = capture.timings};
  if (capture.image) {
    report.width_px = capture.image->width();
    report.height_px = capture.image->height();
  }
  return report;
}

absl::StatusOr<CapturedFrame> CaptureFrame(std::span<const std::uint8_t> bytes,
                                           const QualityBar& bar, FaceEncoder& encoder,
                                           const Checkpoint& checkpoint) {
  PORTCULLIS_ASSIGN_OR_RETURN(const FaceCapture capture, encoder.Encode(bytes, bar, checkpoint));
  return CapturedFrame{
      .report = ReportOf(capture), .embedding = capture.embedding, .advice = AdviceOn(capture)};
}

absl::StatusOr<CapturedFrame> CaptureDocument(std::span<const std::uint8_t> bytes,
                                              const QualityBar& bar, FaceEncoder& encoder,
                                              const Checkpoint& checkpoint) {
  // Changed in its place: gcc 12 takes a part that is not there for uninitialised when it is moved.
  absl::StatusOr<CapturedFrame> frame = CaptureFrame(bytes, bar, encoder, checkpoint);
  if (frame.ok()) frame->report.bona_fide.reset();
  return frame;
}

}  // namespace portcullis
