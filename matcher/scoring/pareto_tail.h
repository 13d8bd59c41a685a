// The far tail of a distribution, smoothed by the shape that all such tails tend to.
#pragma once

#include <span>

namespace portcullis {

/// A generalised Pareto distribution of how far values lie beyond a threshold (Pickands 1975: the
/// limit for any smooth distribution as the threshold rises). In the notation of Hosking & Wallis
/// 1987, P(excess > x) = (1 - shape x / scale)^(1/shape), and exp(-x / scale) for a shape of 0.
struct ParetoTail {
  double shape = 0;  // above 0: no excess is beyond scale / shape
  double scale = 1;  // more than 0, in the unit of the values

  /// P(excess > x), in [0, 1]; 1 for x at or below 0. Never rises with x.
  double Survival(double excess) const;
};

/// Probability-weighted moments with plotting positions (i - 0.35) / n (Hosking & Wallis 1987,
/// section 3). `excesses` ascend, are 0 or more and not all 0; 2 or more of them. Pure.
ParetoTail FitParetoTail(std::span<const double> excesses);

}  // namespace portcullis
