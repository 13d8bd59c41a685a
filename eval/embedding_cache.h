// Embeddings that were computed before, so that a second measurement takes seconds.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eval/embedded_image.h"
#include "matcher/core/embedding.h"

namespace portcullis {

/// SHA-256 of the bytes of an image file.
using ContentHash = std::array<std::uint8_t, 32>;
ContentHash HashContent(std::span<const std::uint8_t> bytes);

/// A folder with one small file per image, named after the hash of the image's bytes. What it holds
/// is personal data: an embedding can be inverted. The folder is made for its owner alone (0700).
/// Thread-safe, and safe to share between processes: files appear whole, by renaming.
class EmbeddingCache {
 public:
  /// `configuration` is everything that an embedding depends on beside the image: results of
  /// another configuration are not seen. UNAVAILABLE if the folder cannot be made.
  static absl::StatusOr<EmbeddingCache> Open(const std::filesystem::path& folder,
                                             const ModelId& model, std::string_view configuration);

  /// Absent too where the file is damaged or holds something else.
  std::optional<EmbeddedImage> Find(const ContentHash& content) const;

  /// UNAVAILABLE if the file cannot be written.
  absl::Status Put(const ContentHash& content, const EmbeddedImage& image) const;

 private:
  EmbeddingCache(std::filesystem::path folder, ModelId model);

  std::filesystem::path FileOf(const ContentHash& content) const;

  std::filesystem::path folder_;
  ModelId model_;
};

}  // namespace portcullis
