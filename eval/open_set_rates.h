// How often a search misses and how often it accuses, counted on open-set searches.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include "eval/identification.h"
#include "matcher/core/embedding.h"

namespace portcullis {

/// A share of searches and its 95 % interval.
struct SearchRate {
  std::uint64_t errors = 0;  // over all draws
  std::uint64_t trials = 0;  // over all draws
  std::uint64_t people = 0;  // different ones searched for: the trials do not know more than they
  double low = 0;
  double high = 1;

  double rate() const { return static_cast<double>(errors) / static_cast<double>(trials); }
  /// With fewer than three people's worth of errors only `high` may be printed.
  bool is_bound_only() const { return rate() * static_cast<double>(people) < 3 - 1e-9; }
};

/// Both error rates at one threshold (ISO/IEC 19795-1; NIST FRTE 1:N): FPIR is the share of
/// non-mated searches with any entry at or below it; FNIR the share of mated searches whose mate is
/// farther, at whatever rank. A failed mated search is a miss, a failed non-mated one accuses
/// nobody.
struct IetPoint {
  Distance threshold;
  SearchRate fpir;
  SearchRate fnir;
};

struct FnirAtFpir {
  double fpir = 0;
  bool supported = false;  // 3 / non-mated people <= fpir; nothing below is set otherwise
  Distance threshold;      // the largest that accuses in no more searches
  SearchRate fnir;
};

/// Cumulative match characteristic: mated searches whose mate is among the first `rank` entries.
struct HitRate {
  std::uint32_t rank = 1;
  SearchRate hits;  // "errors" are hits
};

struct OpenSetRates {
  std::uint64_t mated_searches = 0;
  std::uint64_t non_mated_searches = 0;
  std::uint64_t mated_people = 0;
  std::uint64_t non_mated_people = 0;
  std::uint64_t mated_failures = 0;
  std::uint64_t non_mated_failures = 0;
  std::vector<IetPoint> iet;  // ascending thresholds, no FPIR finer than the people support
  std::vector<FnirAtFpir> at_fpir;
  std::vector<HitRate> cmc;
};

struct OpenSetOptions {
  std::vector<double> fpir_levels;
  std::uint64_t ranks = 20;
  std::uint64_t replicates = 1000;
  std::uint64_t seed = 1;
};

/// Draws people, and galleries, with replacement: a search counts times(person) x times(draw). The
/// galleries themselves stay as they are, for one with people missing would be a smaller one.
/// Same people, draws and seed: same replicates, whatever was searched with.
class SearchBootstrap {
 public:
  SearchBootstrap(std::span<const Search> searches, std::uint64_t seed);

  struct Weights {
    std::vector<std::uint32_t> of_person;
    std::vector<std::uint32_t> of_draw;
    double Of(const Search& search) const {
      return static_cast<double>(of_person[search.person]) * of_draw[search.draw];
    }
  };

  Weights Next();

 private:
  std::vector<std::uint32_t> people_;  // that are searched for
  std::size_t most_people_ = 0;
  std::size_t draws_ = 0;
  std::mt19937_64 random_;
};

/// Searches in the order of their distance, for weights that change.
class OpenSetCurve {
 public:
  explicit OpenSetCurve(std::span<const Search> searches);

  /// The threshold is chosen anew under these weights. Absent where nobody of either kind has any.
  std::optional<double> FnirAtFpir(const SearchBootstrap::Weights& weights, double fpir) const;

  const std::vector<Search>& mated() const { return mated_; }
  const std::vector<Search>& non_mated() const { return non_mated_; }

 private:
  std::vector<Search> mated_;
  std::vector<Search> non_mated_;
};

/// Searches of both kinds. Intervals: the bootstrap's, widened to Clopper-Pearson's for as many
/// trials as there are people. Deterministic.
OpenSetRates MeasureOpenSet(std::span<const Search> searches, const OpenSetOptions& options);

}  // namespace portcullis
