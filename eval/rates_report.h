// Measured rates as lines of a table and as JSON, in the same words for every subcommand.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "eval/embedded_image.h"
#include "eval/error_rates.h"
#include "nlohmann/json_fwd.hpp"

namespace portcullis {

/// "0.01 %" and so on: a share as a percentage with the digits that matter.
std::string Percent(double share);

/// "9.2 % (8.1 to 10.3 %), 276 of 3000 missed, at distance 0.4717"; only the bound where nothing
/// finer was measured, and why there is nothing at all where the comparisons are too few.
std::string DescribeRate(const FnmrAtFmr& measured, std::size_t impostors);

/// "0.303 % (0.067 % to 0.64 %), 9 of 2970", or only the bound.
std::string DescribeCount(const RateEstimate& rate);

/// Null where only the bound may be printed.
nlohmann::ordered_json RateOrNull(const RateEstimate& rate);

/// {"errors", "comparisons", "rate", "low", "high"}, with RateOrNull.
nlohmann::ordered_json ToJson(const RateEstimate& rate);

/// How many images had each outcome other than "EMBEDDED".
std::map<std::string, std::size_t> CountFailures(std::span<const EmbeddedImage> images);

/// "7 without an embedding (NO_FACE 6, SEVERAL_FACES 1)".
std::string DescribeFailures(const std::map<std::string, std::size_t>& failures);

/// {"total", "by_reason"}.
nlohmann::ordered_json FailuresToJson(std::span<const EmbeddedImage> images);

/// A line of a table: a name and its value.
std::string TableLine(std::string_view name, std::string_view value);

}  // namespace portcullis
