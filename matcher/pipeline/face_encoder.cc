#include "matcher/pipeline/face_encoder.h"

#include <chrono>
#include <utility>
#include <variant>
#include <vector>

#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

/// Runs `step` and stores how long it took.
template <typename Step>
auto Timed(double& milliseconds, Step&& step) {
  const auto start = std::chrono::steady_clock::now();
  auto result = std::forward<Step>(step)();
  milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace

FaceEncoder::FaceEncoder(EncoderParts parts, const FaceEncoderOptions& options)
    : parts_(std::move(parts)), options_(options) {}

ModelId FaceEncoder::model() const {
  return parts_.embedder->model_for(parts_.aligner->alignment());
}

absl::StatusOr<FaceCapture> FaceEncoder::Assess(std::span<const std::uint8_t> bytes,
                                                const QualityBar& bar,
                                                const Checkpoint& checkpoint) {
  FaceCapture capture;
  EncodeTimings& timings = capture.timings;

  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  PORTCULLIS_ASSIGN_OR_RETURN(DecodedImage decoded, Timed(timings.decode_ms, [&] {
                                return parts_.decoder->Decode(bytes);
                              }));
  capture.source = std::move(decoded.source);
  const Image& image = capture.image.emplace(std::move(decoded.image));

  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Face> faces, Timed(timings.detect_ms, [&] {
                                return parts_.detector->Detect(image);
                              }));

  const auto selection = SelectFace(faces, {image.width(), image.height()}, options_.select_face);
  if (const auto* problem = std::get_if<CaptureProblem>(&selection)) {
    capture.problem = *problem;
    return capture;
  }
  const Face& face = capture.face.emplace(std::get<Face>(selection));

  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  PORTCULLIS_ASSIGN_OR_RETURN(FaceChip aligned, Timed(timings.align_ms, [&] {
                                return parts_.aligner->Align(image, face);
                              }));
  const FaceChip& chip = capture.chip.emplace(std::move(aligned));

  capture.quality = MeasureQuality({image, faces, face, chip});
  capture.shortfalls = ShortfallsOf(*capture.quality, bar);
  if (!capture.shortfalls.empty()) {
    capture.problem = CaptureProblem::kLowQuality;
    return capture;
  }

  if (parts_.attack_detector != nullptr) {
    PORTCULLIS_RETURN_IF_ERROR(checkpoint());
    PORTCULLIS_ASSIGN_OR_RETURN(capture.bona_fide, Timed(timings.pad_ms, [&] {
                                  return parts_.attack_detector->Check(image, face);
                                }));
  }
  return capture;
}

absl::StatusOr<FaceCapture> FaceEncoder::Encode(std::span<const std::uint8_t> bytes,
                                                const QualityBar& bar,
                                                const Checkpoint& checkpoint) {
  PORTCULLIS_ASSIGN_OR_RETURN(FaceCapture capture, Assess(bytes, bar, checkpoint));
  if (capture.problem) return capture;
  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  PORTCULLIS_ASSIGN_OR_RETURN(capture.embedding, Timed(capture.timings.embed_ms, [&] {
                                return parts_.embedder->Embed(*capture.chip);
                              }));
  return capture;
}

}  // namespace portcullis
