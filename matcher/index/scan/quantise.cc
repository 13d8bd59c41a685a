#include "matcher/index/scan/quantise.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace portcullis {
namespace {

constexpr float kLargestCode = 127;
// Within these the products and squares of scales and codes are ordinary floats.
constexpr float kLargestValue = 1e15F;
constexpr float kSmallestValue = 1e-15F;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

}  // namespace

float ScaleFor(std::span<const float> values) {
  float largest = 0;
  bool ordinary = true;
  for (const float value : values) {
    const float magnitude = std::abs(value);
    // Written so that a value that is not a number is none.
    ordinary &= magnitude <= kLargestValue;
    largest = std::max(largest, magnitude);
  }
  return ordinary && largest >= kSmallestValue ? largest / kLargestCode : 0;
}

Quantised Quantise(std::span<const float> values, float scale, std::int8_t* codes) {
  const float codes_per_unit = scale > 0 ? 1 / scale : 0;
  std::int64_t squared_codes = 0;
  double squared_error = 0;
  bool ordinary = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    ordinary &= std::abs(values[i]) <= kLargestValue;
    const float code = scale > 0 ? std::clamp(std::nearbyint(values[i] * codes_per_unit),
                                              -kLargestCode, kLargestCode)
                                 : 0;
    codes[i] = static_cast<std::int8_t>(code);
    squared_codes += std::int64_t{codes[i]} * codes[i];
    const double lost = values[i] - static_cast<double>(scale) * codes[i];
    squared_error += lost * lost;
  }
  return {.squared_length = static_cast<double>(scale) * scale * static_cast<double>(squared_codes),
          .error = ordinary ? std::sqrt(squared_error) : kInfinity};
}

float RoundedDown(double value) {
  const double lowered = value * (1 - kSlack);
  const auto rounded = static_cast<float>(lowered);
  return rounded > lowered ? std::nextafter(rounded, 0.0F) : rounded;
}

float RoundedUp(double value) {
  const double raised = value * (1 + kSlack);
  if (raised > std::numeric_limits<float>::max()) return kInfinity;
  const auto rounded = static_cast<float>(raised);
  return rounded < raised ? std::nextafter(rounded, kInfinity) : rounded;
}

}  // namespace portcullis
