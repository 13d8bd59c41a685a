// Do several frames show one person?
#pragma once

#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

/// True for one frame. `calibration` is of the model of the frames. Pure. Errors of
/// DistanceBetween.
absl::StatusOr<bool> ShowOnePerson(std::span<const Embedding> frames,
                                   const Calibration& calibration);

}  // namespace portcullis
