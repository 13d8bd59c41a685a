// The numbers of YuNet, as its kernels read them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/aligned_vector.h"

namespace portcullis {

/// A 1x1 convolution followed by a 3x3 convolution of each channel by itself. Channels beyond those
/// of the file are there to fill up, with zeros.
struct YunetUnit {
  int in_channels = 0;
  int out_channels = 0;
  AlignedFloats pointwise;  // [in][out]
  AlignedFloats pointwise_bias;
  AlignedFloats depthwise;  // [tap][out]
  AlignedFloats depthwise_bias;
  bool relu = true;
};

inline constexpr std::size_t kYunetScales = 4;  // of the maps that faces are read from
inline constexpr int kYunetBackbone = 13;       // units before the heads

struct YunetWeights {
  AlignedFloats stem;  // [tap][16]; its channels are R, G, B
  AlignedFloats stem_bias;
  std::array<YunetUnit, kYunetBackbone> backbone;
  std::array<std::array<YunetUnit, 2>, kYunetScales> heads;
};

/// From an ONNX file. INVALID_ARGUMENT, saying what it is not, if that is no YuNet as of March
/// 2022.
absl::StatusOr<YunetWeights> ReadYunetWeights(std::span<const std::uint8_t> onnx);

}  // namespace portcullis
