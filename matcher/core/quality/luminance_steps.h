// How luminance changes from sample to sample within a part of a face.
#pragma once

#include <optional>

#include "matcher/core/quality/face_patch.h"

namespace portcullis {

// All are 0 or more, in luminance per sample, and absent if a sample of `part` is missing or there
// are too few to compare.

/// Mean |difference| of neighbours in a row.
std::optional<double> MeanStepAcross(const FacePatch& face, const PatchArea& part);

/// Mean |difference| of neighbours in a column.
std::optional<double> MeanStepDown(const FacePatch& face, const PatchArea& part);

/// Mean |second difference| of three neighbours in a row.
std::optional<double> MeanBendAcross(const FacePatch& face, const PatchArea& part);

}  // namespace portcullis
