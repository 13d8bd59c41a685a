// Makes the parts of the encoder from model files.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/core/encoder_parts.h"
#include "matcher/vision/decode/decode_limits.h"

namespace portcullis {

/// One model as models.toml describes it.
struct ModelInfo {
  std::string id;              // "dlib-densenet-v1"
  std::string kind;            // "embedder", "detector" or "landmarks"
  std::string licence;         // SPDX where there is one
  std::string sha256;          // of the unpacked file, lower-case hex
  std::filesystem::path file;  // where it lies when it has been fetched
  bool present = false;        // the file exists; whether its bytes are right is checked on loading
};

/// The models of `models_dir`/models.toml in its order, which is the order of preference. Files are
/// looked for in `models_dir`/weights. FAILED_PRECONDITION with MODEL_FILE_INVALID if models.toml
/// is missing or malformed.
absl::StatusOr<std::vector<ModelInfo>> ReadModelCatalogue(const std::filesystem::path& models_dir);

struct VisionKitOptions {
  std::filesystem::path models_dir;           // holds models.toml and weights/
  std::string detector = "yunet-2022mar";     // or "dlib-hog"
  std::string alignment = "yunet5-v2";        // or "dlib68-v1"
  std::string embedder = "dlib-densenet-v1";  // or "dlib-resnet-v1"
  DecodeLimits decode_limits;
};

/// Immutable and thread-safe. Model files are read and their hashes checked once, in Create.
class VisionKit {
 public:
  /// FAILED_PRECONDITION with MODEL_FILE_INVALID if a file is missing, altered or of another kind:
  /// the message names the file, the hash wanted and how to fetch it. INVALID_ARGUMENT with
  /// FIELD_INVALID for an unknown name or a detector without the points that the alignment needs.
  static absl::StatusOr<std::unique_ptr<VisionKit>> Create(const VisionKitOptions& options);

  virtual ~VisionKit() = default;

  /// New parts for one lane.
  virtual absl::StatusOr<EncoderParts> MakeParts() const = 0;

  /// Of every embedding made with these parts.
  virtual ModelId model() const = 0;

  virtual const ModelInfo& embedder() const = 0;
};

}  // namespace portcullis
