// Calibration tables on disk: JSON, with a hash over their content.
#pragma once

#include <filesystem>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/calibration.h"
#include "matcher/scoring/calibration_table.h"

namespace portcullis {

/// NOT_FOUND if there is no such file; DATA_LOSS with DATA_CORRUPT if it is not a table, breaks its
/// promises, or its hash does not fit. The hash finds accidents and careless edits; it is no
/// signature.
absl::StatusOr<Calibration> LoadCalibration(const std::filesystem::path& file);

/// Writes to a temporary file in the same folder and renames it. UNAVAILABLE if that fails. One
/// knot is one line, so that two tables can be compared line by line.
absl::Status SaveCalibration(const CalibrationTable& table, const std::filesystem::path& file);

/// The file name of the table for `model`: "<name>.<alignment>.json".
std::filesystem::path CalibrationFileName(const ModelId& model);

}  // namespace portcullis
