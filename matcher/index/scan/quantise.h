// From floats to int8 codes, with what that loses.
#pragma once

#include <cstdint>
#include <span>

namespace portcullis {

/// What a float needs to be above its value by, relatively, so that the rounding of every later
/// step is covered: 16 units in the last place of a float. See scan.cc.
inline constexpr double kSlack = 1.0 / (1 << 20);

/// The scale at which `values` (rows of a block together, or a probe) become codes: their largest
/// magnitude / 127; 0 if that is so small that its square is near what a float cannot hold, or a
/// value is larger than 1e15 or not a number.
float ScaleFor(std::span<const float> values);

/// What codes keep of a vector and what they lose.
struct Quantised {
  double squared_length = 0;  // of scale * codes
  double error = 0;           // length of values - scale * codes; infinite for values above 1e15
};

/// Writes values[i] / scale, rounded, from -127 to 127, to codes[i]; with scale 0, zeros. `codes`
/// is as long as `values`, kMaxDimension at most. The result is right to a few units in the last
/// place of a double, whatever the codes are.
Quantised Quantise(std::span<const float> values, float scale, std::span<std::int8_t> codes);

/// The float at or below `value`, 0 or more, less kSlack; and at or above it, plus kSlack.
float RoundedDown(double value);
float RoundedUp(double value);

}  // namespace portcullis
