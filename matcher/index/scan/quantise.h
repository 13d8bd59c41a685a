// From floats to int8 codes, with what that loses.
#pragma once

#include <cstdint>
#include <span>

namespace portcullis {

/// What a float needs to be above its value by, relatively, so that the rounding of every later
/// step is covered: 16 units in the last place of a float. See scan.cc.
inline constexpr double kSlack = 1.0 / (1 << 20);

/// Values beyond this have no codes: the codes of a row that has one say nothing. Embeddings hold
/// values up to 1e15, which are at most this far from each other.
inline constexpr float kLargestValue = 0x1p51F;

/// y = x - centre, value by value, rounded to floats.
void Shift(std::span<const float> x, std::span<const float> centre, std::span<float> y);

/// The scale at which `values` (rows of a block together, or a probe) become codes: their largest
/// magnitude / 127; 0 if that is so small that its square is near what a float cannot hold, or is
/// beyond kLargestValue or not a number.
float ScaleFor(std::span<const float> values);

/// What codes keep of a vector and what they lose.
struct Quantised {
  double squared_length = 0;  // of scale * codes
  /// At least the length of x - centre - scale * codes, where `values` are what Shift made of x;
  /// infinite for values beyond kLargestValue.
  double error = 0;
};

/// Writes values[i] / scale, rounded, from -127 to 127, to codes[i]; with scale 0, zeros. `codes`
/// is as long as `values`, kMaxDimension at most. The result is right to a few units in the last
/// place of a double, whatever the codes are.
Quantised Quantise(std::span<const float> values, float scale, std::span<std::int8_t> codes);

/// The float at or below `value`, 0 or more, less kSlack; and at or above it, plus kSlack.
float RoundedDown(double value);
float RoundedUp(double value);

}  // namespace portcullis
