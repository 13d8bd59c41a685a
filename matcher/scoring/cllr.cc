#include "matcher/scoring/cllr.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "matcher/scoring/isotonic.h"

namespace portcullis {
namespace {

struct Scored {
  double value = 0;
  bool genuine = false;
};

// log2(1 + 10^x) without overflow.
double Log2OfOnePlusPowerOfTen(double x) {
  const double exponent = x * std::log2(10);
  return std::max(exponent, 0.0) + std::log2(1 + std::exp2(-std::abs(exponent)));
}

double MeanCost(std::span<const double> values, double sign) {
  double sum = 0;
  for (const double value : values) sum += Log2OfOnePlusPowerOfTen(sign * value);
  return sum / static_cast<double>(values.size());
}

std::vector<Scored> HighestFirst(std::span<const double> genuine,
                                 std::span<const double> impostors) {
  std::vector<Scored> scored;
  for (const double value : genuine) scored.push_back({value, true});
  for (const double value : impostors) scored.push_back({value, false});
  std::sort(scored.begin(), scored.end(),
            [](const Scored& a, const Scored& b) { return a.value > b.value; });
  return scored;
}

// -p log2(p), which is 0 for p = 0.
double Entropy(double p) { return p > 0 ? -p * std::log2(p) : 0; }

}  // namespace

double Cllr(std::span<const double> genuine_log10, std::span<const double> impostor_log10) {
  return (MeanCost(genuine_log10, -1) + MeanCost(impostor_log10, 1)) / 2;
}

double MinimumCllr(std::span<const double> genuine_log10, std::span<const double> impostor_log10) {
  const double genuine_weight = 0.5 / static_cast<double>(genuine_log10.size());
  const double impostor_weight = 0.5 / static_cast<double>(impostor_log10.size());
  const std::vector<Scored> scored = HighestFirst(genuine_log10, impostor_log10);
  std::vector<WeightedValue>
      values;  // one per different score: share of genuine, both alike likely
  for (std::size_t i = 0; i < scored.size();) {
    double genuine = 0;
    double all = 0;
    const double value = scored[i].value;
    for (; i < scored.size() && scored[i].value == value; ++i) {
      genuine += scored[i].genuine ? genuine_weight : 0;
      all += scored[i].genuine ? genuine_weight : impostor_weight;
    }
    values.push_back({genuine / all, all});
  }
  // In a block with a share p of genuine weight LR is p / (1 - p), so that log2(1 + 1 / LR) is
  // -log2 p, log2(1 + LR) is -log2(1 - p), and the block costs its weight times the entropy of p.
  double cost = 0;
  for (const IsotonicBlock& block : FitNonIncreasing(values)) {
    cost += block.weight * (Entropy(block.mean) + Entropy(1 - block.mean));
  }
  return cost;
}

}  // namespace portcullis
