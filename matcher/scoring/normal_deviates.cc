#include "matcher/scoring/normal_deviates.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace portcullis {
namespace {

using Coefficients = std::array<double, 8>;  // of a polynomial, the constant first

// AS 241: numerator and denominator near the middle, in the tails, and far out in the tails.
constexpr double kMiddle = 0.425;
constexpr double kMiddleSquared = 0.180625;
constexpr double kFarTail = 5;
constexpr double kTailShift = 1.6;
constexpr Coefficients kA = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                             1.9715909503065514427e+3, 1.3731693765509461125e+4,
                             4.5921953931549871457e+4, 6.7265770927008700853e+4,
                             3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr Coefficients kB = {1.0,
                             4.2313330701600911252e+1,
                             6.8718700749205790830e+2,
                             5.3941960214247511077e+3,
                             2.1213794301586595867e+4,
                             3.9307895800092710610e+4,
                             2.8729085735721942674e+4,
                             5.2264952788528545610e+3};
constexpr Coefficients kC = {1.42343711074968357734e0,  4.63033784615654529590e0,
                             5.76949722146069140550e0,  3.64784832476320460504e0,
                             1.27045825245236838258e0,  2.41780725177450611770e-1,
                             2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr Coefficients kD = {1.0,
                             2.05319162663775882187e0,
                             1.67638483018380384940e0,
                             6.89767334985100004550e-1,
                             1.48103976427480074590e-1,
                             1.51986665636164571966e-2,
                             5.47593808499534494600e-4,
                             1.05075007164441684324e-9};
constexpr Coefficients kE = {6.65790464350110377720e0,  5.46378491116411436990e0,
                             1.78482653991729133580e0,  2.96560571828504891230e-1,
                             2.65321895265761230930e-2, 1.24266094738807843860e-3,
                             2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr Coefficients kF = {1.0,
                             5.99832206555887937690e-1,
                             1.36929880922735805310e-1,
                             1.48753612908506148525e-2,
                             7.86869131145613259100e-4,
                             1.84631831751005468180e-5,
                             1.42151175831644588870e-7,
                             2.04426310338993978564e-15};

double Polynomial(const Coefficients& coefficients, double x) {
  double value = 0;
  for (std::size_t i = coefficients.size(); i-- > 0;) value = value * x + coefficients[i];
  return value;
}

// The natural logarithm of x > 0. With x = m 2^e and m near 1, log m = 2 artanh((m - 1) / (m + 1)),
// whose series is cut where its terms are below 2^-53.
double Logarithm(double x) {
  constexpr double kLog2 = 0.693147180559945309417;
  constexpr double kSqrtHalf = 0.707106781186547524401;
  constexpr int kLastPower = 21;
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // exact
  if (m < kSqrtHalf) {
    m *= 2;
    --exponent;
  }
  const double s = (m - 1) / (m + 1);
  double sum = 0;
  for (int power = kLastPower; power >= 1; power -= 2) sum = sum * s * s + 1.0 / power;
  return exponent * kLog2 + 2 * s * sum;
}

}  // namespace

double NormalQuantile(double probability) {
  const double q = probability - 0.5;
  if (std::abs(q) <= kMiddle) {
    const double r = kMiddleSquared - q * q;
    return q * Polynomial(kA, r) / Polynomial(kB, r);
  }
  const double r = std::sqrt(-Logarithm(q < 0 ? probability : 1 - probability));
  const double value = r <= kFarTail
                           ? Polynomial(kC, r - kTailShift) / Polynomial(kD, r - kTailShift)
                           : Polynomial(kE, r - kFarTail) / Polynomial(kF, r - kFarTail);
  return q < 0 ? -value : value;
}

double NormalDeviates::NextUniform() {
  constexpr int kBitsBelowDouble = 11;
  return (static_cast<double>(random_() >> kBitsBelowDouble) + 0.5) * 0x1p-53;
}

double NormalDeviates::Next() { return NormalQuantile(NextUniform()); }

}  // namespace portcullis
