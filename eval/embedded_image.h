// What became of one image.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/core/face.h"
#include "matcher/core/quality.h"
#include "matcher/pipeline/face_encoder.h"

namespace portcullis {

struct EmbeddedImage {
  /// "EMBEDDED"; why there is no embedding ("NO_FACE", "SEVERAL_FACES", "LOW_QUALITY"); or why the
  /// image was refused ("IMAGE_UNREADABLE" and the other reasons of error_reason.h).
  std::string outcome;
  std::optional<Face> face;
  std::optional<Quality> quality;
  std::optional<Embedding> embedding;
};

/// What the image is to blame for becomes an outcome; an error of ours stays one.
absl::StatusOr<EmbeddedImage> EmbeddedImageFrom(const absl::StatusOr<FaceCapture>& capture);

/// One line of JSON, without its end: path, outcome, model, face, quality and embedding as far as
/// they are known. Numbers are written with the precision of a float.
std::string ToJsonLine(std::string_view path, const ModelId& model, const EmbeddedImage& image);

/// Reads what ToJsonLine wrote, with embeddings of `model`; absent if it is anything else.
std::optional<EmbeddedImage> FromJsonLine(std::string_view line, const ModelId& model);

}  // namespace portcullis
