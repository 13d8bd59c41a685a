#include "eval/engine.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <system_error>
#include <thread>
#include <utility>

#include "eval/engine_digest.h"
#include "eval/image_embedder.h"
#include "eval/progress.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

// ./models, or the one beside a folder that the executable lies in (build/release/eval is below the
// repository's root).
std::filesystem::path FindModelsDir(const std::filesystem::path& program) {
  std::error_code error;
  const std::filesystem::path here = "models";
  if (std::filesystem::exists(here / "models.toml", error)) return here;
  std::filesystem::path folder = std::filesystem::weakly_canonical(program, error).parent_path();
  while (!error && folder.has_relative_path()) {
    if (std::filesystem::exists(folder / "models" / "models.toml", error)) return folder / "models";
    folder = folder.parent_path();
  }
  return here;
}

std::filesystem::path DefaultCacheDir() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0') {
    return std::filesystem::path(cache) / "portcullis";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') {
    return std::filesystem::path(home) / ".cache" / "portcullis";
  }
  return {};
}

absl::StatusOr<std::string> FirstEmbedderPresent(const std::filesystem::path& models_dir) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ModelInfo> models, ReadModelCatalogue(models_dir));
  for (const ModelInfo& model : models) {
    if (model.kind == "embedder" && model.present) return model.id;
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid,
                   fmt::format("no embedder of {} is in its weights folder; run models/fetch",
                               (models_dir / "models.toml").string()));
}

// Everything but the model that an embedding depends on.
std::string CacheConfiguration(const EngineOptions& options) {
  const FaceEncoderOptions encoder;
  const QualityBar bar;  // that of EmbedImages
  const DecodeLimits limits;
  return fmt::format("{} {} {} {} {} {} {}", kEngineDigest, options.detector,
                     encoder.select_face.comparable_prominence_ratio, bar.min_inter_eye_distance_px,
                     bar.min_overall, limits.max_bytes, limits.max_side_px);
}

}  // namespace

absl::StatusOr<Engine> Engine::Create(EngineOptions options, const std::filesystem::path& program) {
  if (options.models_dir.empty()) options.models_dir = FindModelsDir(program);
  if (options.embedder.empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(options.embedder, FirstEmbedderPresent(options.models_dir));
  }
  if (options.threads < 1) {
    options.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  }
  if (options.cache_dir.empty()) options.cache_dir = DefaultCacheDir();

  VisionKitOptions kit_options;
  kit_options.models_dir = options.models_dir;
  kit_options.detector = options.detector;
  kit_options.alignment = options.alignment;
  kit_options.embedder = options.embedder;
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<VisionKit> kit, VisionKit::Create(kit_options));

  std::optional<EmbeddingCache> cache;
  if (options.use_cache && !options.cache_dir.empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        cache, EmbeddingCache::Open(options.cache_dir, kit->model(), CacheConfiguration(options)));
  }
  return Engine(std::move(options), std::move(kit), std::move(cache));
}

Engine::Engine(EngineOptions options, std::unique_ptr<VisionKit> kit,
               std::optional<EmbeddingCache> cache)
    : options_(std::move(options)), kit_(std::move(kit)), cache_(std::move(cache)) {}

std::vector<absl::StatusOr<EmbeddedImage>> Engine::EmbedEach(
    std::span<const std::filesystem::path> files) const {
  Progress progress(std::cerr, {.task = "embedding",
                                .unit = "images",
                                .total = files.size(),
                                .on_terminal = isatty(STDERR_FILENO) != 0});
  const EncoderFactory make_encoder = [this] { return MakeEncoder(); };
  EmbeddedImages result = EmbedImages(files, make_encoder, cache_, options_.threads, progress);
  if (!result.cache.ok()) {
    std::cerr << "portcullis-eval: warning: " << result.cache.message() << '\n';
  }
  return std::move(result.images);
}

std::vector<absl::StatusOr<EmbeddedImage>> Engine::AssessEach(
    std::span<const std::filesystem::path> files, const QualityBar& bar) const {
  Progress progress(std::cerr, {.task = "assessing",
                                .unit = "images",
                                .total = files.size(),
                                .on_terminal = isatty(STDERR_FILENO) != 0});
  return AssessImages(
      files, [this] { return MakeEncoder(); }, bar, options_.threads, progress);
}

absl::StatusOr<FaceEncoder> Engine::MakeEncoder() const {
  PORTCULLIS_ASSIGN_OR_RETURN(EncoderParts parts, kit_->MakeParts());
  return FaceEncoder(std::move(parts), FaceEncoderOptions{});
}

absl::StatusOr<std::vector<EmbeddedImage>> Engine::EmbedAll(
    std::span<const std::filesystem::path> files) const {
  std::vector<EmbeddedImage> images;
  for (absl::StatusOr<EmbeddedImage>& image : EmbedEach(files)) {
    PORTCULLIS_RETURN_IF_ERROR(image.status());
    images.push_back(*std::move(image));
  }
  return images;
}

}  // namespace portcullis
