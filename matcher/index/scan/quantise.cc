#include "matcher/index/scan/quantise.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>

namespace portcullis {
namespace {

constexpr float kLargestCode = 127;
// From here to kLargestValue the products and squares of scales and codes are ordinary floats.
constexpr float kSmallestValue = 1e-15F;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// The largest magnitude; what is not a number is larger than all. As integers, since the
/// magnitudes of floats are ordered as their bits are, and a compiler may reorder these.
float LargestMagnitude(std::span<const float> values) {
  constexpr std::int32_t kWithoutSign = std::numeric_limits<std::int32_t>::max();
  std::int32_t largest = 0;
  for (const float value : values) {
    largest = std::max(largest, std::bit_cast<std::int32_t>(value) & kWithoutSign);
  }
  return std::bit_cast<float>(largest);
}

/// The nearest integer, for values below 2^22: the sum has no room for anything finer.
float Nearest(float value) {
  constexpr float kNoRoom = 3 << 22;
  return (value + kNoRoom) - kNoRoom;
}

}  // namespace

void Shift(std::span<const float> x, std::span<const float> centre, std::span<float> y) {
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = x[i] - centre[i];
}

float ScaleFor(std::span<const float> values) {
  const float largest = LargestMagnitude(values);
  // Written so that what is not a number has no scale.
  return largest >= kSmallestValue && largest <= kLargestValue ? largest / kLargestCode : 0;
}

Quantised Quantise(std::span<const float> values, float scale, std::span<std::int8_t> codes) {
  if (scale == 0) {
    std::fill(codes.begin(), codes.end(), std::int8_t{0});
  } else {
    const float codes_per_unit = 1 / scale;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const float code =
          std::min(std::max(Nearest(values[i] * codes_per_unit), -kLargestCode), kLargestCode);
      codes[i] = static_cast<std::int8_t>(static_cast<std::int32_t>(code));
    }
  }
  std::int32_t squared_codes = 0;
  for (const std::int8_t code : codes) squared_codes += code * code;

  // Four sums, which the compiler may form side by side. The product is exact in a double.
  constexpr std::size_t kLanes = 4;
  double squared_error[kLanes] = {};
  const auto add = [&](std::size_t i, std::size_t lane) {
    const double lost = values[i] - static_cast<double>(scale) * codes[i];
    squared_error[lane] += lost * lost;
  };
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) add(i + lane, lane);
  }
  for (; i < values.size(); ++i) add(i, 0);
  const double error =
      std::sqrt((squared_error[0] + squared_error[1]) + (squared_error[2] + squared_error[3]));
  const double squared_length = static_cast<double>(scale) * scale * squared_codes;
  // Shift rounded each value by at most half a unit in the last place of what came out.
  constexpr double kHalfUnit = std::numeric_limits<float>::epsilon() / 2;
  const double shifting = kHalfUnit * (std::sqrt(squared_length) + error);
  return {.squared_length = squared_length,
          .error = LargestMagnitude(values) <= kLargestValue
                       ? error + shifting
                       : std::numeric_limits<double>::infinity()};
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
