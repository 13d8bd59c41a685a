// How many listed people an embedder misses, as its calibration table states it.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "matcher/scoring/calibration_table.h"

namespace portcullis {

struct EmbedderAccuracy {
  std::string embedder;  // id in models.toml
  std::string data_set;  // on which it was measured
  MeasuredIdentification misses;
};

/// None if the table does not say.
std::optional<EmbedderAccuracy> AccuracyOf(const CalibrationTable& table);

/// The one of `installed` that misses fewest, if it surely misses fewer than the one in use:
/// measured on the same data set, with as many entries, at the same FPIR, and its interval lies
/// below. Pure.
std::optional<EmbedderAccuracy> BetterThan(const EmbedderAccuracy& in_use,
                                           std::span<const EmbedderAccuracy> installed);

}  // namespace portcullis
