// The kernels for vectors of kLanes floats. Included once by each file that is compiled for an
// instruction set. Calls nothing that is compiled elsewhere, the standard library neither: the
// linker keeps one copy of an inline function, and it must not be one that only some machines run.
#pragma once

#include "matcher/vision/yunet/row_kernels.h"

namespace portcullis {
namespace {

/// A vector, and the tile of kPixels by kVectors that fits into the registers.
template <int kLanes, int kPixels, int kVectors>
struct Tile {
  using Vector [[gnu::vector_size(kLanes * sizeof(float))]] = float;

  static Vector Load(const float* from) {
    Vector vector;
    __builtin_memcpy(&vector, from, sizeof(vector));
    return vector;
  }
  static void Store(float* to, const Vector& vector) {
    __builtin_memcpy(to, &vector, sizeof(vector));
  }
  static Vector Larger(const Vector& a, const Vector& b) { return a > b ? a : b; }

  /// `pixels` is kPixels or 1.
  template <int pixels>
  static void Multiply(const float* in, int in_step, int taps, const float* weights,
                       int weight_step, Vector (&sum)[kPixels][kVectors]) {
    for (int k = 0; k < taps; ++k) {
      Vector weight[kVectors];
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) weight[v] = Load(weights + k * weight_step + v * kLanes);
#pragma GCC unroll 16
      for (int p = 0; p < pixels; ++p) {
        const float value = in[p * in_step + k];
#pragma GCC unroll 8
        for (int v = 0; v < kVectors; ++v) sum[p][v] += weight[v] * value;
      }
    }
  }

  template <int pixels>
  static void SetToBias(const float* bias, Vector (&sum)[kPixels][kVectors]) {
#pragma GCC unroll 16
    for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sum[p][v] = Load(bias + v * kLanes);
    }
  }

  template <int pixels>
  static void PointwiseTile(const float* in, int in_channels, const float* weights,
                            const float* bias, float* out, int out_channels) {
    Vector sum[kPixels][kVectors];
    SetToBias<pixels>(bias, sum);
    Multiply<pixels>(in, in_channels, in_channels, weights, out_channels, sum);
#pragma GCC unroll 16
    for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) Store(out + p * out_channels + v * kLanes, sum[p][v]);
    }
  }

  static void Pointwise(const float* in, int in_channels, const float* weights, const float* bias,
                        float* out, int out_channels, int width) {
    constexpr int kBlock = kLanes * kVectors;
    int x = 0;
    for (; x + kPixels <= width; x += kPixels) {
      for (int c = 0; c < out_channels; c += kBlock) {
        PointwiseTile<kPixels>(in + x * in_channels, in_channels, weights + c, bias + c,
                               out + x * out_channels + c, out_channels);
      }
    }
    for (; x < width; ++x) {
      for (int c = 0; c < out_channels; c += kBlock) {
        PointwiseTile<1>(in + x * in_channels, in_channels, weights + c, bias + c,
                         out + x * out_channels + c, out_channels);
      }
    }
  }

  template <int pixels>
  static void StemTile(const float* const taps[3], int from, const float* weights,
                       const float* bias, float* out) {
    constexpr int kInRow = 9;
    Vector sum[kPixels][kVectors];
    SetToBias<pixels>(bias, sum);
    for (int y = 0; y < 3; ++y) {
      Multiply<pixels>(taps[y] + from, 6, kInRow, weights + y * kInRow * kChannelStep, kChannelStep,
                       sum);
    }
#pragma GCC unroll 16
    for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) {
        Store(out + p * kChannelStep + v * kLanes, Larger(sum[p][v], Vector{}));
      }
    }
  }

  static void Stem(const float* const taps[3], const float* weights, const float* bias, float* out,
                   int width) {
    for (int c = 0; c < kChannelStep; c += kLanes * kVectors) {
      int x = 0;
      for (; x + kPixels <= width; x += kPixels) {
        StemTile<kPixels>(taps, 6 * x, weights + c, bias + c, out + x * kChannelStep + c);
      }
      for (; x < width; ++x) {
        StemTile<1>(taps, 6 * x, weights + c, bias + c, out + x * kChannelStep + c);
      }
    }
  }

  /// Each value that is loaded serves all the sums that it is in.
  template <int pixels>
  static void DepthwiseTile(const float* const taps[3], int from, const Vector (&weight)[9],
                            const Vector& bias, bool relu, float* out, int channels) {
    Vector sum[pixels];
#pragma GCC unroll 4
    for (int p = 0; p < pixels; ++p) sum[p] = bias;
#pragma GCC unroll 3
    for (int y = 0; y < 3; ++y) {
#pragma GCC unroll 6
      for (int x = 0; x < pixels + 2; ++x) {
        const Vector value = Load(taps[y] + from + x * channels);
#pragma GCC unroll 4
        for (int p = 0; p < pixels; ++p) {
          if (x >= p && x < p + 3) sum[p] += weight[3 * y + x - p] * value;
        }
      }
    }
#pragma GCC unroll 4
    for (int p = 0; p < pixels; ++p) {
      Store(out + from + p * channels, relu ? Larger(sum[p], Vector{}) : sum[p]);
    }
  }

  static void Depthwise(const float* const taps[3], const float* weights, const float* bias,
                        bool relu, float* out, int channels, int width) {
    constexpr int kAtOnce = 4;
    for (int c = 0; c < channels; c += kLanes) {
      Vector weight[9];
#pragma GCC unroll 9
      for (int k = 0; k < 9; ++k) weight[k] = Load(weights + k * channels + c);
      const Vector start = Load(bias + c);
      int x = 0;
      for (; x + kAtOnce <= width; x += kAtOnce) {
        DepthwiseTile<kAtOnce>(taps, x * channels + c, weight, start, relu, out, channels);
      }
      for (; x < width; ++x) {
        DepthwiseTile<1>(taps, x * channels + c, weight, start, relu, out, channels);
      }
    }
  }

  static void Pool(const float* in, bool first, float* out, int channels, int width) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; c += kLanes) {
        const float* pair = in + 2 * x * channels + c;
        float* to = out + x * channels + c;
        const Vector larger = Larger(Load(pair), Load(pair + channels));
        Store(to, first ? larger : Larger(larger, Load(to)));
      }
    }
  }
};

}  // namespace
}  // namespace portcullis
