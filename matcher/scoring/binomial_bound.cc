#include "matcher/scoring/binomial_bound.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace portcullis {
namespace {

constexpr int kMaxTerms = 200000;  // about sqrt(trials) are needed
constexpr int kBisections = 100;

// The continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8), evaluated
// from the left (Lentz). Converges fast for x < (a + 1) / (a + b + 2).
double BetaContinuedFraction(double a, double b, double x) {
  constexpr double kTiny = std::numeric_limits<double>::min() / 1e-16;
  const auto away_from_zero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double fraction = d;
  for (int term = 1; term <= kMaxTerms; ++term) {
    const double m = term;
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    fraction *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    fraction *= d * c;
    if (std::abs(d * c - 1) < 1e-14) break;
  }
  return fraction;
}

// Probability that a beta(a, b) variable is at most x.
double RegularisedIncompleteBeta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * BetaContinuedFraction(a, b, x) / a;
  return 1 - front * BetaContinuedFraction(b, a, 1 - x) / b;
}

// The x at which RegularisedIncompleteBeta(a, b, x) is `probability`.
double BetaQuantile(double a, double b, double probability) {
  double low = 0;
  double high = 1;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    (RegularisedIncompleteBeta(a, b, middle) < probability ? low : high) = middle;
  }
  return high;
}

}  // namespace

double UpperRateBound(std::uint64_t errors, std::uint64_t trials, double level) {
  assert(trials >= 1 && errors <= trials && level > 0 && level < 1);
  const auto seen = static_cast<double>(errors);
  const auto all = static_cast<double>(trials);
  if (errors == trials) return 1;
  if (errors == 0) return -std::expm1(std::log1p(-level) / all);
  return BetaQuantile(seen + 1, all - seen, level);
}

double LowerRateBound(std::uint64_t errors, std::uint64_t trials, double level) {
  assert(trials >= 1 && errors <= trials && level > 0 && level < 1);
  if (errors == 0) return 0;
  return 1 - UpperRateBound(trials - errors, trials, level);
}

}  // namespace portcullis
