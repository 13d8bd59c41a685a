// Two configurations on the same images: by how much one is better, and whether that is chance.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/identification.h"
#include "eval/open_set_rates.h"
#include "matcher/scoring/comparison.h"

namespace portcullis {

/// Both rates at one level, B minus A: below 0, B misses less. The interval is 95 %, from
/// replicates that draw the same people for both (Efron & Tibshirani 1993, percentile method), so
/// what both find hard cancels out.
struct PairedDifference {
  std::string metric;         // "fnmr" or "fnir"
  double at = 0;              // FMR or FPIR
  std::uint64_t entries = 0;  // of the gallery; 0 for "fnmr"
  bool supported = false;     // nothing below is set otherwise
  double a = 0;
  double b = 0;
  double low = 0;
  double high = 0;

  double difference() const { return b - a; }
  bool excludes_zero() const { return supported && (low > 0 || high < 0); }
};

/// `a` and `b` are of the same images in the same order, failures among them; at least one
/// comparison of each class. Deterministic.
std::vector<PairedDifference> CompareFnmr(std::span<const Comparison> a,
                                          std::span<const Comparison> b,
                                          std::span<const double> fmr_levels, int replicates);

/// `a` and `b` are the same searches in the same galleries of `entries` entries.
std::vector<PairedDifference> CompareFnir(std::span<const Search> a, std::span<const Search> b,
                                          std::uint64_t entries, const OpenSetOptions& options);

/// "B misses less: the interval excludes zero", and so on.
std::string Verdict(const PairedDifference& difference);

}  // namespace portcullis
