// What a calibration table says about open-set searches.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "eval/embedded_image.h"
#include "matcher/scoring/calibration_table.h"

namespace portcullis {

/// FNIR at an FPIR of 1 % in galleries of 1,000 entries, or of half of the people where there are
/// fewer than 2,000; one reference each, drawn ten times. Empty where that FPIR is finer than the
/// people support, or too few were missed for a rate. Errors of SearchGalleries. Deterministic.
absl::StatusOr<std::vector<MeasuredIdentification>> IdentificationForTable(
    std::span<const EmbeddedImage> images, std::span<const std::uint32_t> person_of_image);

}  // namespace portcullis
