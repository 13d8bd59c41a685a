// Cohort models on disk: JSON, with a hash over their content.
#pragma once

#include <filesystem>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/cohort_model.h"

namespace portcullis {

/// NOT_FOUND if there is no such file; DATA_LOSS with DATA_CORRUPT if it is no cohort model, breaks
/// its promises, or its hash does not fit; FAILED_PRECONDITION with MODEL_MISMATCH if it was fitted
/// on embeddings of another model than `model`.
absl::StatusOr<CohortModel> LoadCohortModel(const std::filesystem::path& file,
                                            const ModelId& model);

/// Writes to a temporary file in the same folder and renames it. UNAVAILABLE if that fails. Vectors
/// and matrices are base64 of little-endian float32, one component is one line.
absl::Status SaveCohortModel(const CohortModel& model, const std::filesystem::path& file);

}  // namespace portcullis
