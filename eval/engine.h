// The engine as the subcommands use it: options, models, and images to embeddings.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eval/embedded_image.h"
#include "eval/embedding_cache.h"
#include "matcher/core/embedding.h"
#include "matcher/pipeline/face_encoder.h"
#include "matcher/vision/vision_kit.h"

namespace portcullis {

struct EngineOptions {
  std::filesystem::path models_dir;  // empty: found by FindModelsDir
  std::string embedder;              // empty: the first of models.toml that is present
  std::string detector = VisionKitOptions{}.detector;
  std::string alignment = VisionKitOptions{}.alignment;
  std::filesystem::path cache_dir;  // empty: $XDG_CACHE_HOME/portcullis or ~/.cache/portcullis
  bool use_cache = true;
  int threads = 0;  // 0: one per core
};

/// Not thread-safe.
class Engine {
 public:
  /// Errors of VisionKit; FAILED_PRECONDITION with MODEL_FILE_INVALID if no embedder is present.
  /// `program` is the path of the executable, near which models are looked for.
  static absl::StatusOr<Engine> Create(EngineOptions options, const std::filesystem::path& program);

  /// In the order of `files`, with progress on standard error. Each result is as in EmbeddedImages.
  std::vector<absl::StatusOr<EmbeddedImage>> EmbedEach(
      std::span<const std::filesystem::path> files) const;

  /// As AssessImages, with progress on standard error.
  std::vector<absl::StatusOr<EmbeddedImage>> AssessEach(
      std::span<const std::filesystem::path> files, const QualityBar& bar) const;

  /// As EmbedEach, but the first error ends it.
  absl::StatusOr<std::vector<EmbeddedImage>> EmbedAll(
      std::span<const std::filesystem::path> files) const;

  /// For one thread.
  absl::StatusOr<FaceEncoder> MakeEncoder() const;

  ModelId model() const { return kit_->model(); }
  const EngineOptions& options() const { return options_; }

 private:
  Engine(EngineOptions options, std::unique_ptr<VisionKit> kit,
         std::optional<EmbeddingCache> cache);

  EngineOptions options_;
  std::unique_ptr<VisionKit> kit_;
  std::optional<EmbeddingCache> cache_;
};

}  // namespace portcullis
