#include "matcher/pipeline/face_encoder.h"

#include <array>
#include <chrono>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

#include "matcher/core/status_macros.h"
#include "matcher/core/turn_image.h"

namespace portcullis {
namespace {

/// Runs `step` and adds how long it took.
template <typename Step>
auto Timed(double& milliseconds, Step&& step) {
  const auto start = std::chrono::steady_clock::now();
  auto result = std::forward<Step>(step)();
  milliseconds +=
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return result;
}

constexpr std::array<Turn, 3> kTurns = {Turn::kQuarter, Turn::kThreeQuarters, Turn::kHalf};

/// How sure it is that the face that is meant is one; of the surest, where that is not clear.
float ConfidenceOf(std::span<const Face> faces,
                   const std::variant<Face, CaptureProblem>& selection) {
  if (const Face* selected = std::get_if<Face>(&selection)) return selected->detector_confidence;
  return faces.empty() ? -std::numeric_limits<float>::infinity()
                       : faces.front().detector_confidence;
}

}  // namespace

FaceEncoder::FaceEncoder(EncoderParts parts, const FaceEncoderOptions& options)
    : parts_(std::move(parts)), options_(options) {}

ModelId FaceEncoder::model() const {
  return parts_.embedder->model_for(parts_.aligner->alignment());
}

absl::StatusOr<FaceEncoder::Sight> FaceEncoder::LookOnce(Image image, int turned_degrees,
                                                         double& detect_ms) {
  const bool use_turned = turned_degrees != 0 && parts_.turned_detector != nullptr;
  FaceDetector& detector = use_turned ? *parts_.turned_detector : *parts_.detector;
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Face> faces,
                              Timed(detect_ms, [&] { return detector.Detect(image); }));
  std::variant<Face, CaptureProblem> selection =
      SelectFace(faces, {image.width(), image.height()}, options_.select_face);
  return Sight{std::move(image), turned_degrees, std::move(faces), std::move(selection)};
}

absl::StatusOr<FaceEncoder::Sight> FaceEncoder::Look(Image image, const Checkpoint& checkpoint,
                                                     double& detect_ms) {
  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  PORTCULLIS_ASSIGN_OR_RETURN(Sight upright, LookOnce(std::move(image), 0, detect_ms));
  float confidence = ConfidenceOf(upright.faces, upright.selection);
  if (confidence >= options_.sure_confidence) return upright;
  std::optional<Sight> surer;
  for (const Turn turn : kTurns) {
    PORTCULLIS_RETURN_IF_ERROR(checkpoint());
    PORTCULLIS_ASSIGN_OR_RETURN(Sight turned, LookOnce(TurnClockwise(upright.image, turn),
                                                       static_cast<int>(turn), detect_ms));
    const float turned_confidence = ConfidenceOf(turned.faces, turned.selection);
    if (turned_confidence < options_.min_turned_confidence || turned_confidence <= confidence) {
      continue;
    }
    surer = std::move(turned);
    confidence = turned_confidence;
  }
  return surer ? *std::move(surer) : std::move(upright);
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

  PORTCULLIS_ASSIGN_OR_RETURN(Sight sight,
                              Look(std::move(decoded.image), checkpoint, timings.detect_ms));
  const Image& image = capture.image.emplace(std::move(sight.image));
  capture.turned_degrees = sight.turned_degrees;
  if (const auto* problem = std::get_if<CaptureProblem>(&sight.selection)) {
    capture.problem = *problem;
    return capture;
  }
  const Face& face = capture.face.emplace(std::get<Face>(sight.selection));

  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  PORTCULLIS_ASSIGN_OR_RETURN(FaceChip aligned, Timed(timings.align_ms, [&] {
                                return parts_.aligner->Align(image, face);
                              }));
  const FaceChip& chip = capture.chip.emplace(std::move(aligned));

  capture.quality = MeasureQuality({image, sight.faces, face, chip});
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
