// Numbers as people read them: never finer than they are, and rounded to the cautious side.
#pragma once

#include <string>

#include "google/protobuf/timestamp.pb.h"
#include "portcullis/v1/common.pb.h"

namespace portcullis::cli {

/// Three decimals: "0.412".
std::string FormatDistance(double distance);

/// "1 in 4,200" (two significant digits), or, where no stranger was ever measured this close,
/// "finer than measured: below 1 in 4,200". "none" for a rate of 0, which is no claim that we make.
std::string FormatFmr(const v1::MatchScore& score);

/// Two significant digits, "below" before it where it is only an upper bound.
std::string FormatExpectedFalseAlarms(const v1::MatchScore& score);

/// Two decimals, between "below 0.01" and "above 0.99": never a certainty. "above" also where no
/// stranger was ever measured this close: the likelihood ratio is then only a lower bound.
std::string FormatConfidence(const v1::MatchScore& score);

/// "99.54": two decimals, rounded down.
std::string FormatLeastPercent(double share);

/// "12.3 ms", "<0.1 ms", or "-" for a step that did not run.
std::string FormatMilliseconds(double milliseconds);

/// Thousands separated by commas.
std::string FormatCount(long long count);

/// "2026-11-22 18:49:43 UTC".
std::string FormatTime(const google::protobuf::Timestamp& time);

/// "1 in 4,200"; two significant digits.
std::string FormatOneIn(double rate);

}  // namespace portcullis::cli
