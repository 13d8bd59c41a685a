#include "eval/paired_difference.h"

#include <algorithm>
#include <cstddef>

#include "eval/error_rates.h"
#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

void SetInterval(const std::vector<double>& differences, PairedDifference& difference) {
  if (differences.empty()) {
    difference.supported = false;
    return;
  }
  difference.low = Quantile(differences, 0.025);
  difference.high = Quantile(differences, 0.975);
}

}  // namespace

std::vector<PairedDifference> CompareFnmr(std::span<const Comparison> a,
                                          std::span<const Comparison> b,
                                          std::span<const double> fmr_levels, int replicates) {
  const auto measured_a = FnmrAtFmrLevels(a, fmr_levels, 0);
  const auto measured_b = FnmrAtFmrLevels(b, fmr_levels, 0);
  const auto resampled_a = ResampleFnmr(a, fmr_levels, replicates);
  const auto resampled_b = ResampleFnmr(b, fmr_levels, replicates);
  std::vector<PairedDifference> differences;
  for (std::size_t level = 0; level < fmr_levels.size(); ++level) {
    PairedDifference difference{.metric = "fnmr", .at = fmr_levels[level]};
    difference.supported = measured_a[level].supported && measured_b[level].supported;
    if (difference.supported) {
      difference.a = measured_a[level].fnmr.rate();
      difference.b = measured_b[level].fnmr.rate();
      std::vector<double> values;
      for (std::size_t i = 0; i < resampled_a[level].size(); ++i) {
        const auto& rate_a = resampled_a[level][i];
        const auto& rate_b = resampled_b[level][i];
        if (rate_a && rate_b) values.push_back(*rate_b - *rate_a);
      }
      SetInterval(values, difference);
    }
    differences.push_back(difference);
  }
  return differences;
}

std::vector<PairedDifference> CompareFnir(std::span<const Search> a, std::span<const Search> b,
                                          std::uint64_t entries, const OpenSetOptions& options) {
  OpenSetOptions once = options;
  once.replicates = 0;
  const OpenSetRates measured_a = MeasureOpenSet(a, once);
  const OpenSetRates measured_b = MeasureOpenSet(b, once);
  const OpenSetCurve curve_a(a);
  const OpenSetCurve curve_b(b);
  SearchBootstrap bootstrap(a, options.seed);
  std::vector<std::vector<double>> values(options.fpir_levels.size());
  for (std::uint64_t replicate = 0; replicate < options.replicates; ++replicate) {
    const SearchBootstrap::Weights weights = bootstrap.Next();
    for (std::size_t level = 0; level < values.size(); ++level) {
      const auto rate_a = curve_a.FnirAtFpir(weights, options.fpir_levels[level]);
      const auto rate_b = curve_b.FnirAtFpir(weights, options.fpir_levels[level]);
      if (rate_a && rate_b) values[level].push_back(*rate_b - *rate_a);
    }
  }
  std::vector<PairedDifference> differences;
  for (std::size_t level = 0; level < values.size(); ++level) {
    PairedDifference difference{
        .metric = "fnir", .at = options.fpir_levels[level], .entries = entries};
    difference.supported =
        measured_a.at_fpir[level].supported && measured_b.at_fpir[level].supported;
    if (difference.supported) {
      difference.a = measured_a.at_fpir[level].fnir.rate();
      difference.b = measured_b.at_fpir[level].fnir.rate();
      SetInterval(values[level], difference);
    }
    differences.push_back(difference);
  }
  return differences;
}

std::string Verdict(const PairedDifference& difference) {
  if (!difference.supported) return "not measured: too few people or comparisons";
  if (difference.high < 0) return "B misses less: the interval excludes zero";
  if (difference.low > 0) return "B misses more: the interval excludes zero";
  return "no difference shown: the interval includes zero";
}

}  // namespace portcullis
