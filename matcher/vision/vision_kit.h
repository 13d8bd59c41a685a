// Makes the parts of the encoder from model files.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/core/encoder_parts.h"
#include "matcher/vision/decode/decode_limits.h"
#include "matcher/vision/model_catalogue.h"
#include "matcher/vision/sandbox/sandboxed_decoder.h"

namespace portcullis {

struct VisionKitOptions {
  std::filesystem::path models_dir;           // holds models.toml and weights/
  std::string detector = "yunet-2022mar";     // or "dlib-hog"
  std::string alignment = "auto";             // the embedder's best with this detector, or a name
  std::string embedder = "dlib-densenet-v1";  // an id of models.toml
  std::string attack_detector = "none";       // or "minifasnet-v2+v1se"
  std::string runtime = "onednn";             // or "dlib": the libraries' own way, slower
  DecodeLimits decode_limits;
  std::optional<SandboxOptions> sandbox = std::nullopt;  // none: images are decoded in this process
};

/// The ModelId of every embedding that a kit of `embedder` with these options makes
/// (options.embedder is not looked at). INVALID_ARGUMENT with FIELD_INVALID for names that are
/// unknown or do not fit each other. Reads no file.
absl::StatusOr<ModelId> ModelIdFor(const ModelInfo& embedder, const VisionKitOptions& options);

/// Immutable and thread-safe. Model files are read and their hashes checked once, in Create.
class VisionKit {
 public:
  /// FAILED_PRECONDITION with MODEL_FILE_INVALID if a file is missing, altered or of another kind:
  /// the message names the file, the hash wanted and how to fetch it. INVALID_ARGUMENT with
  /// FIELD_INVALID for an unknown name or a detector without the points that the alignment needs.
  /// Errors of ChosenCpuPath, of Network::Create and of MakeSandboxedDecoder.
  static absl::StatusOr<std::unique_ptr<VisionKit>> Create(const VisionKitOptions& options);

  virtual ~VisionKit() = default;

  /// New parts for one lane.
  virtual absl::StatusOr<EncoderParts> MakeParts() const = 0;

  /// Of every embedding made with these parts.
  virtual ModelId model() const = 0;

  virtual const ModelInfo& embedder() const = 0;

  /// What runs the embedder, for whoever starts the program: "oneDNN 2.6.3, avx512vnni", "dlib" or
  /// "OpenCV".
  virtual std::string embedder_runtime() const = 0;
};

}  // namespace portcullis
