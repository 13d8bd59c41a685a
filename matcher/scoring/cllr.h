// How good log-likelihood ratios are as such, whatever threshold is put on them.
#pragma once

#include <span>

namespace portcullis {

/// Brümmer & du Preez, "Application-independent evaluation of speaker detection" (2006), eq. 12:
/// half the mean of log2(1 + 1 / LR) over genuine comparisons plus half the mean of log2(1 + LR)
/// over impostor ones, in bits. 0 is perfect; 1 is what LR = 1 for everybody gives; above 1 the
/// ratios mislead. Ratios are given as log10 LR, finite; one of each class at least. Pure.
double Cllr(std::span<const double> genuine_log10, std::span<const double> impostor_log10);

/// The Cllr that the same order of comparisons would have with the best monotone calibration, found
/// by pooling adjacent violators on these very comparisons (the same source, section 6). What Cllr
/// is above this is lost by calibration. Equal values stay equal. Pure.
double MinimumCllr(std::span<const double> genuine_log10, std::span<const double> impostor_log10);

}  // namespace portcullis
