// Do several frames show one person?
#pragma once

#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

/// log10 of the likelihood ratio below which two groups of frames are of two people: one person
/// would have to be less than a tenth as likely as two. docs/accuracy.md has what it was measured
/// to refuse and to catch.
inline constexpr double kLeastLog10LikelihoodRatio = -1;

/// Joins the two groups of frames that are most alike, by the mean log10 likelihood ratio between
/// the frames of one and of the other (average linkage; Sokal and Michener 1958), for as long as
/// that mean is at least kLeastLog10LikelihoodRatio. True if all frames end up in one group; true
/// for one frame. A mean does not fall because there are more frames, so that the limit holds for
/// any number of them.
///
/// `calibration` is of the model of the frames. Pure; takes about n^3 steps for n frames. Errors of
/// DistanceBetween.
absl::StatusOr<bool> ShowOnePerson(std::span<const Embedding> frames,
                                   const Calibration& calibration);

}  // namespace portcullis
