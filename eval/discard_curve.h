// What is gained by discarding the worst: error-versus-discard characteristics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/error_rates.h"

namespace portcullis {

/// A genuine comparison: it is missed, or it is not, at a threshold that was set for all.
struct GradedPair {
  std::uint32_t person = 0;  // the bootstrap resamples these
  bool missed = false;
  double grade = 0;  // the lower one of its two images, on any scale; larger is better
};

struct DiscardOptions {
  std::vector<double> shares;  // discarded, ascending, in [0, 1); the first is 0
  double partial_share = 0.2;  // one of `shares`: the partial area reaches so far
  int replicates = 1000;
  std::uint64_t seed = 1;
};

struct DiscardPoint {
  double discarded = 0;  // share of the pairs
  double pairs = 0;      // left
  double errors = 0;     // among them; where grades are equal, as expected of a random order
  double fnmr = 0;
  double low = 0;  // 95 %, bootstrap over people, no narrower than Clopper-Pearson
  double high = 1;
  double change_low = 0;  // 95 % of FNMR minus that before anything was discarded, paired: where it
  double change_high = 0;  // is below 0 as a whole, discarding helps
};

/// An area under the curve, divided by that of a random order: 1 says that a measure is worth
/// nothing, less that it is worth something, more that it misleads.
struct RelativeArea {
  double value = 1;
  double low = 1;  // 95 %, bootstrap over people
  double high = 1;
};

struct DiscardCurve {
  std::vector<DiscardPoint> points;  // one per share
  RelativeArea area;                 // from 0 to the last share
  RelativeArea partial;              // from 0 to partial_share
};

/// FNMR of what is left when the worst pairs are discarded (Grother & Tabassi 2007; ISO/IEC
/// 29794-1:2024 calls it EDC). The threshold stays, for an operator does not change it from image
/// to image. Pairs of one grade leave together, each by the same fraction, so that the order of the
/// input means nothing. Areas are by the trapezoidal rule. One pair and one error at least, else
/// absent. Deterministic.
std::optional<DiscardCurve> MeasureDiscard(std::span<const GradedPair> pairs,
                                           const DiscardOptions& options);

/// The best order there is, which discards errors first; its areas have no intervals.
std::optional<DiscardCurve> IdealDiscard(std::span<const GradedPair> pairs,
                                         const DiscardOptions& options);

}  // namespace portcullis
