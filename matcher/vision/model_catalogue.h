// models.toml: which model files there are, and where.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace portcullis {

/// One model as models.toml describes it.
struct ModelInfo {
  std::string id;              // "dlib-densenet-v1"
  std::string kind;            // "embedder", "detector", "landmarks" or "attack-detector"
  std::string licence;         // SPDX where there is one
  std::string sha256;          // of the unpacked file, lower-case hex
  std::filesystem::path file;  // where it lies when it has been fetched
  bool automatic = true;       // an embedder that may be taken without being named
  bool present = false;        // the file exists; whether its bytes are right is checked on loading
};

/// The models of `models_dir`/models.toml in its order, which is the order of preference. Files are
/// looked for in `models_dir`/weights. FAILED_PRECONDITION with MODEL_FILE_INVALID if models.toml
/// is missing or malformed.
absl::StatusOr<std::vector<ModelInfo>> ReadModelCatalogue(const std::filesystem::path& models_dir);

}  // namespace portcullis
