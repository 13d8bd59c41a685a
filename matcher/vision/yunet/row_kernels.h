// The inner loops of YuNet, row by row, in the instruction set that the machine has.
#pragma once

namespace portcullis {

enum class CpuPath;  // cpu_path.h is not for files compiled for other instructions

/// Channels of every layer are padded to a multiple of this with zeros.
inline constexpr int kChannelStep = 16;

/// Rows are float32, pixel after pixel, each with all its channels: channel c of pixel x is
/// row[x * channels + c]. They need not be AlignedFloats, but are faster so. Outputs overlap no
/// input. All sets compute the same sums; those with fused multiply-add round them less often.
/// Thread-safe.
struct RowKernels {
  /// 3x3, stride 2, of three input channels: taps[y] is the input row 2 * row - 1 + y from one
  /// pixel of zeros before its first to one behind its last. weights[tap][kChannelStep], tap =
  /// (y * 3 + x) * 3 + channel. Negative sums become 0.
  void (*stem)(const float* const taps[3], const float* weights, const float* bias, float* out,
               int width);

  /// 1x1: weights[from][to].
  void (*pointwise)(const float* in, int in_channels, const float* weights, const float* bias,
                    float* out, int out_channels, int width);

  /// 3x3 of each channel by itself: taps[y] is an input row from one pixel of zeros before its
  /// first on. weights[y * 3 + x][channel]. `relu`: negative sums become 0.
  void (*depthwise)(const float* const taps[3], const float* weights, const float* bias, bool relu,
                    float* out, int channels, int width);

  /// The larger of pixels 2 * x and 2 * x + 1 of `in`, and of what is in `out` unless `first`.
  void (*pool)(const float* in, bool first, float* out, int channels, int width);
};

/// `path` is one that this machine has.
const RowKernels& RowKernelsFor(CpuPath path);

}  // namespace portcullis
