// What the scanner compares codes with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace portcullis {

/// A probe prepared once for any number of CodeBlocks of its dimension. Immutable.
///
/// With q the probe, d its codes from -127 to 127 and t its scale, it stands for t * d. A probe
/// with values that are not finite or larger than 1e15 stands for nothing: every row is looked at
/// closer.
class CodedProbe {
 public:
  explicit CodedProbe(std::span<const float> probe);

  std::size_t dimension() const { return dimension_; }
  std::span<const std::int8_t> codes() const {
    return codes_;
  }                                                         // d, then zeros up to a whole group
  std::int32_t sum() const { return sum_; }                 // of d
  float scale() const { return scale_; }                    // t
  double error() const { return error_; }                   // length of q - t * d, or infinite
  float squared_length() const { return squared_length_; }  // of t * d, rounded down

 private:
  std::size_t dimension_;
  std::vector<std::int8_t> codes_;
  std::int32_t sum_ = 0;
  float scale_ = 0;
  double error_ = 0;
  float squared_length_ = 0;
};

}  // namespace portcullis
