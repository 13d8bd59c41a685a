// What the scanner compares codes with.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace portcullis {

/// A probe as CodeBlocks with some centre need it.
///
/// With z = probe - centre, d its codes from -127 to 127 and t its scale, it stands for t * d. A
/// probe with values that are not finite or larger than 1e15 stands for nothing: its error is
/// infinite.
struct CodedProbe {
  CodedProbe(std::span<const float> probe, std::span<const float> centre);

  std::vector<std::int8_t> codes;  // d, then zeros up to a whole group
  std::int32_t sum = 0;            // of d
  float scale = 0;                 // t
  double error = 0;                // at least the length of z - t * d
  float squared_length = 0;        // of t * d, rounded down
};

}  // namespace portcullis
