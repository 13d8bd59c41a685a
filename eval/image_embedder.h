// Many images to embeddings, on every core.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eval/embedded_image.h"
#include "eval/embedding_cache.h"
#include "eval/progress.h"
#include "matcher/pipeline/face_encoder.h"

namespace portcullis {

/// Makes one encoder for the thread that calls it.
using EncoderFactory = std::function<absl::StatusOr<FaceEncoder>()>;

struct EmbeddedImages {
  /// One per file, in their order, whatever thread was faster. An error is ours or the file
  /// system's, not the image's: NOT_FOUND if the file cannot be read, otherwise that of
  /// FaceEncoder.
  std::vector<absl::StatusOr<EmbeddedImage>> images;
  std::size_t from_cache = 0;
  absl::Status cache;  // the first failure to write the cache; costs time, not correctness
};

/// The same as far as the quality of the face, without embeddings and without a cache: an image
/// whose outcome is "EMBEDDED" could be embedded.
std::vector<absl::StatusOr<EmbeddedImage>> AssessImages(
    std::span<const std::filesystem::path> files, const EncoderFactory& make_encoder,
    const QualityBar& bar, int threads, Progress& progress);

/// `threads` is 1 or more. Encoders are made when the first image is not in the cache.
EmbeddedImages EmbedImages(std::span<const std::filesystem::path> files,
                           const EncoderFactory& make_encoder,
                           const std::optional<EmbeddingCache>& cache, int threads,
                           Progress& progress);

}  // namespace portcullis
