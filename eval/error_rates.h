// How often a verifier errs, counted on labelled comparisons.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "matcher/core/embedding.h"
#include "matcher/scoring/comparison.h"

namespace portcullis {

std::size_t CountGenuine(std::span<const Comparison> comparisons);

/// A verifier says "same person" when the distance is at most its threshold. Comparisons with an
/// infinite distance (an image without an embedding) are never accepted: a miss if genuine,
/// otherwise right.
struct ThresholdAccuracy {
  Distance threshold;
  double accuracy = 0;  // share of comparisons decided rightly
};

/// The threshold that is right most often on these very comparisons, hence an optimistic number.
/// At least one comparison.
ThresholdAccuracy BestAccuracy(std::span<const Comparison> comparisons);

struct CrossValidatedAccuracy {
  double mean = 0;  // over the ten folds
  double standard_error = 0;
};

/// The threshold for each tenth is chosen on the other nine. Tenths are cut in the order given,
/// genuine and impostor comparisons each for themselves; with the order of LFW's View 2 they are
/// its official folds. Absent with fewer than 100 comparisons or 10 of either class.
std::optional<CrossValidatedAccuracy> CrossValidate(std::span<const Comparison> comparisons);

/// The rate at which as many strangers are accepted as genuine comparisons are refused. At least
/// one comparison of each class.
double EqualErrorRate(std::span<const Comparison> comparisons);

/// A counted rate and its 95 % interval: that of the bootstrap, widened to Clopper-Pearson's.
struct RateEstimate {
  std::uint64_t errors = 0;
  std::uint64_t trials = 0;
  double low = 0;
  double high = 1;

  /// With fewer than three errors the rate itself says little: only `high` may be printed.
  bool is_bound_only() const { return errors < 3; }
  double rate() const { return static_cast<double>(errors) / static_cast<double>(trials); }
};

/// With its interval; `resampled` are the rates of the replicates, maybe none. At least one trial.
RateEstimate EstimateRate(std::uint64_t errors, std::uint64_t trials,
                          const std::vector<double>& resampled);

struct FnmrAtFmr {
  double fmr = 0;
  bool supported = false;  // 3 / impostor comparisons <= fmr; nothing below is set otherwise
  Distance threshold;      // the largest that lets in no more strangers
  RateEstimate fnmr;
};

/// At each of `levels`, in (0, 1). The bootstrap chooses the threshold anew in each replicate, for
/// it is measured too. At least one genuine comparison. Deterministic.
std::vector<FnmrAtFmr> FnmrAtFmrLevels(std::span<const Comparison> comparisons,
                                       std::span<const double> levels, int replicates);

/// The replicates behind FnmrAtFmrLevels, [level][replicate]; absent where one drew nobody of
/// either kind. Two sets of comparisons of the same people are resampled alike.
std::vector<std::vector<std::optional<double>>> ResampleFnmr(
    std::span<const Comparison> comparisons, std::span<const double> levels, int replicates);

/// Both error rates at a threshold that was chosen elsewhere.
struct RatesAtThreshold {
  Distance threshold;
  RateEstimate fmr;
  RateEstimate fnmr;
};

/// `thresholds` ascend strictly. At least one comparison of each class. Deterministic.
std::vector<RatesAtThreshold> MeasureAtThresholds(std::span<const Comparison> comparisons,
                                                  std::vector<Distance> thresholds, int replicates);

}  // namespace portcullis
