#include "server/embedder_accuracy.h"

#include "fmt/format.h"

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

std::string DescribeMisses(const MeasuredIdentification& misses) {
  return fmt::format(
      "misses {:.1f} % ({:.1f} to {:.1f} %) of searches for listed people when {:g} % of searches "
      "for others return anybody ({} entries)",
      100 * misses.fnir, 100 * misses.fnir_low, 100 * misses.fnir_high, 100 * misses.fpir,
      misses.entries);
}

}  // namespace portcullis
