#include "matcher/scoring/embedder_accuracy.h"

namespace portcullis {

std::optional<EmbedderAccuracy> AccuracyOf(const CalibrationTable& table) {
  if (table.identification.empty()) return std::nullopt;
  return EmbedderAccuracy{table.model.name, table.data_set, table.identification.front()};
}

std::optional<EmbedderAccuracy> BetterThan(const EmbedderAccuracy& in_use,
                                           std::span<const EmbedderAccuracy> installed) {
  std::optional<EmbedderAccuracy> best;
  for (const EmbedderAccuracy& other : installed) {
    const bool comparable = other.data_set == in_use.data_set &&
                            other.misses.entries == in_use.misses.entries &&
                            other.misses.fpir == in_use.misses.fpir;
    if (!comparable || other.misses.fnir_high >= in_use.misses.fnir_low) continue;
    if (!best || other.misses.fnir < best->misses.fnir) best = other;
  }
  return best;
}

}  // namespace portcullis
