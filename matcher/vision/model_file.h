// Model files: read whole, and trusted only if their hash is the catalogue's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "matcher/vision/model_catalogue.h"

namespace portcullis {

/// The bytes of `model.file`. FAILED_PRECONDITION with MODEL_FILE_INVALID if the file is missing or
/// its hash is not `model.sha256`.
absl::StatusOr<std::vector<std::uint8_t>> ReadModelFile(const ModelInfo& model);

/// FAILED_PRECONDITION with MODEL_FILE_INVALID: the file, `problem`, the hash wanted and how to
/// fetch it.
absl::Status ModelFileInvalid(const ModelInfo& model, std::string_view problem);

}  // namespace portcullis
