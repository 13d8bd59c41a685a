// From the bytes of an image to the embedding of the one face in it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/capture_problem.h"
#include "matcher/core/checkpoint.h"
#include "matcher/core/embedding.h"
#include "matcher/core/encoder_parts.h"
#include "matcher/core/face.h"
#include "matcher/core/image_source.h"
#include "matcher/core/quality.h"
#include "matcher/core/quality_bar.h"
#include "matcher/pipeline/select_face.h"

namespace portcullis {

struct FaceEncoderOptions {
  SelectFaceOptions select_face;
  // Detectors see faces that lie on their side or stand on their head as if they were upright, with
  // points that are not where they seem, but less surely (docs/accuracy.md). Both are on the
  // scale of YuNet, which ends at 1. That of dlib-hog has no end, and there they were not measured:
  // below 0.9999 it looks three more times as well, and takes a turned face of 0.999 if it is
  // surer.
  /// An image is turned, to see whether that makes its face surer, unless it is as sure as this. Of
  /// 4,989 upright faces of lfw-dev ConfirmingDetector doubts 59.
  float sure_confidence = 0.9999F;
  /// A face in a turned image counts from here on: three more looks are three more chances to see a
  /// face where there is none.
  float min_turned_confidence = 0.999F;
};

/// Wall-clock time of each step; 0 for steps that did not run.
struct EncodeTimings {
  double decode_ms = 0;
  double detect_ms = 0;
  double align_ms = 0;
  double pad_ms = 0;
  double embed_ms = 0;
};

/// What was seen in one image. Everything optional is there as far as the steps came.
struct FaceCapture {
  std::optional<CaptureProblem> problem;  // why there is no embedding; none: there is, or may be
  std::optional<Embedding> embedding;     // of Encode without a problem

  std::optional<Image> image;  // upright, in which `face` was found
  ImageSource source;
  int turned_degrees = 0;  // 90, 180, 270: clockwise, beyond EXIF, where the face is surest
  std::optional<Face> face;
  std::optional<FaceChip> chip;
  std::optional<Quality> quality;
  std::vector<QualityShortfall> shortfalls;  // of kLowQuality: one or more
  std::optional<BonaFideScore> bona_fide;    // none where the check is off or there is a problem
  EncodeTimings timings;
};

/// Not thread-safe: one per lane.
class FaceEncoder {
 public:
  FaceEncoder(EncoderParts parts, const FaceEncoderOptions& options);

  /// Decode, detect, select, align, measure, hold against `bar`, look for an attack, embed, in that
  /// order, asking `checkpoint` before each step. Where no face is found, or none that is sure, the
  /// image is turned by 90, 270 and 180 degrees as well, and the surest face taken. Errors: those
  /// of ImageDecoder, of `checkpoint`, and INTERNAL from the libraries below.
  absl::StatusOr<FaceCapture> Encode(std::span<const std::uint8_t> bytes, const QualityBar& bar,
                                     const Checkpoint& checkpoint);

  /// The same without the last step.
  absl::StatusOr<FaceCapture> Assess(std::span<const std::uint8_t> bytes, const QualityBar& bar,
                                     const Checkpoint& checkpoint);

  /// The model of every embedding that Encode returns.
  ModelId model() const;

 private:
  /// What was found in an image, turned where it had to be.
  struct Sight {
    Image image;
    int turned_degrees = 0;
    std::vector<Face> faces;
    std::variant<Face, CaptureProblem> selection;
  };

  /// Adds the time it takes to `detect_ms`.
  absl::StatusOr<Sight> Look(Image image, const Checkpoint& checkpoint, double& detect_ms);
  absl::StatusOr<Sight> LookOnce(Image image, int turned_degrees, double& detect_ms);

  EncoderParts parts_;
  FaceEncoderOptions options_;
};

}  // namespace portcullis
