#include "matcher/pipeline/face_encoder.h"

#include <chrono>
#include <utility>
#include <vector>

#include "matcher/core/face_chip.h"
#include "matcher/core/image.h"
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

absl::StatusOr<FaceCapture> FaceEncoder::Encode(std::span<const std::uint8_t> bytes,
                                                const Checkpoint& checkpoint) {
  FaceCapture capture{.result = CaptureProblem::kNoFace, .face = {}, .quality = {}, .timings = {}};
  EncodeTimings& timings = capture.timings;

  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  PORTCULLIS_ASSIGN_OR_RETURN(
      const Image image, Timed(timings.decode_ms, [&] { return parts_.decoder->Decode(bytes); }));

  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Face> faces, Timed(timings.detect_ms, [&] {
                                return parts_.detector->Detect(image);
                              }));

  const auto selection = SelectFace(faces, {image.width(), image.height()}, options_.select_face);
  if (const auto* problem = std::get_if<CaptureProblem>(&selection)) {
    capture.result = *problem;
    return capture;
  }
  const Face& face = std::get<Face>(selection);
  capture.face = face;

  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  PORTCULLIS_ASSIGN_OR_RETURN(const FaceChip chip, Timed(timings.align_ms, [&] {
                                return parts_.aligner->Align(image, face);
                              }));

  const Quality quality = MeasureQuality(face, chip);
  capture.quality = quality;
  if (quality.inter_eye_distance_px < options_.min_inter_eye_distance_px) {
    capture.result = CaptureProblem::kLowQuality;
    return capture;
  }

  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  PORTCULLIS_ASSIGN_OR_RETURN(
      Embedding embedding, Timed(timings.embed_ms, [&] { return parts_.embedder->Embed(chip); }));
  capture.result = std::move(embedding);
  return capture;
}

}  // namespace portcullis
