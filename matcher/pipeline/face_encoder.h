// From the bytes of an image to the embedding of the one face in it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "absl/status/statusor.h"
#include "matcher/core/capture_problem.h"
#include "matcher/core/checkpoint.h"
#include "matcher/core/embedding.h"
#include "matcher/core/encoder_parts.h"
#include "matcher/core/face.h"
#include "matcher/core/quality.h"
#include "matcher/pipeline/select_face.h"

namespace portcullis {

struct FaceEncoderOptions {
  SelectFaceOptions select_face;
  /// Faces with eyes closer together than this are LowQuality.
  float min_inter_eye_distance_px = 20;
};

/// Wall-clock time of each step; 0 for steps that did not run.
struct EncodeTimings {
  double decode_ms = 0;
  double detect_ms = 0;
  double align_ms = 0;
  double embed_ms = 0;
};

/// What was seen in one image. `face` and `quality` are there as far as the steps came.
struct FaceCapture {
  std::variant<Embedding, CaptureProblem> result;
  std::optional<Face> face;
  std::optional<Quality> quality;
  EncodeTimings timings;
};

/// Not thread-safe: one per lane.
class FaceEncoder {
 public:
  FaceEncoder(EncoderParts parts, const FaceEncoderOptions& options);

  /// Decode, detect, select, align, measure, embed, in that order, asking `checkpoint` before each
  /// step. Errors: those of ImageDecoder, of `checkpoint`, and INTERNAL from the libraries below.
  absl::StatusOr<FaceCapture> Encode(std::span<const std::uint8_t> bytes,
                                     const Checkpoint& checkpoint);

  /// The model of every embedding that Encode returns.
  ModelId model() const;

 private:
  EncoderParts parts_;
  FaceEncoderOptions options_;
};

}  // namespace portcullis
