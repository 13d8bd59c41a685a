// Numbers as people read them: never finer than they are, and rounded to the cautious side.
#pragma once

#include <string>

#include "portcullis/v1/common.pb.h"

namespace portcullis::cli {

/// Three decimals: "0.412".
std::string FormatDistance(double distance);

/// "1 in 4,200" (two significant digits), or, where no stranger was ever measured this close,
/// "finer than measured: below 1 in 4,200". "none" for a rate of 0, which is no claim that we make.
std::string FormatFmr(const v1::MatchScore& score);

/// Two significant digits, "below" before it where it is only an upper bound.
std::string FormatExpectedFalseAlarms(const v1::MatchScore& score);

/// Two decimals, between "<0.01" and ">0.99": never a certainty.
std::string FormatConfidence(double confidence);

/// "12.3 ms".
std::string FormatMilliseconds(double milliseconds);

/// Thousands separated by commas.
std::string FormatCount(long long count);

/// "1 in 4,200"; two significant digits.
std::string FormatOneIn(double rate);

}  // namespace portcullis::cli
