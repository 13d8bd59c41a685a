#include "matcher/vision/area_scaler.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

namespace portcullis {
namespace {

// A pixel in the working rows: red, green, blue and one value that nobody reads.
using Quad [[gnu::vector_size(4 * sizeof(float))]] = float;

Quad Load(const float* from) {
  Quad quad;
  std::memcpy(&quad, from, sizeof(quad));
  return quad;
}

void Store(float* to, const Quad& quad) { std::memcpy(to, &quad, sizeof(quad)); }

/// Which of a line of source pixels each pixel of the scaled line covers: `taps` from `first` on,
/// by these shares. Shares beyond those that it covers are 0, which changes no sum.
struct Covers {
  std::vector<int> first;
  std::size_t taps = 0;
  std::vector<float> shares;  // [pixel][tap]
};

/// The shares, and that those below a thousandth are left out, are OpenCV's, to the last bit.
Covers CoversOf(int from, int to) {
  constexpr double kLeftOut = 1e-3;
  const double scale = 1 / (static_cast<double>(to) / from);
  Covers covers;
  covers.taps = static_cast<std::size_t>(std::ceil(scale)) + 1;
  covers.shares.resize(static_cast<std::size_t>(to) * covers.taps);
  float* shares = covers.shares.data();
  for (int i = 0; i < to; ++i, shares += covers.taps) {
    const double start = i * scale;
    const double end = start + scale;
    const double size = std::min(scale, from - start);
    const int last_whole = std::min(static_cast<int>(std::floor(end)), from - 1);
    const int first_whole = std::min(static_cast<int>(std::ceil(start)), last_whole);
    const bool has_part = first_whole - start > kLeftOut;
    float* next = shares;
    if (has_part) *next++ = static_cast<float>((first_whole - start) / size);
    for (int whole = first_whole; whole < last_whole; ++whole) {
      *next++ = static_cast<float>(1 / size);
    }
    if (end - last_whole > kLeftOut) {
      *next++ = static_cast<float>(std::min(std::min(end - last_whole, 1.0), size) / size);
    }
    assert(next <= shares + covers.taps);
    covers.first.push_back(has_part ? first_whole - 1 : first_whole);
  }
  return covers;
}

/// Scales rows across, one at a time.
class RowScaler {
 public:
  RowScaler(int from, int to) : covers_(CoversOf(from, to)) {
    // The last quads reach beyond the last pixel.
    source_.resize((static_cast<std::size_t>(from) + covers_.taps) * 3 + 1);
  }

  void Scale(std::span<const std::uint8_t> row, float* quads) {
    float* source = source_.data();
    for (std::size_t i = 0; i < row.size(); ++i) source[i] = row[i];
    switch (covers_.taps) {  // with a loop of known length this takes half the time
      case 3: return ScaleSource<3>(quads);
      case 4: return ScaleSource<4>(quads);
      case 5: return ScaleSource<5>(quads);
      default: return ScaleSource<0>(quads);
    }
  }

 private:
  /// `known_taps` is covers_.taps, or 0 for any.
  template <std::size_t known_taps>
  void ScaleSource(float* quads) const {
    const std::size_t taps = known_taps > 0 ? known_taps : covers_.taps;
    const float* source = source_.data();
    const float* shares = covers_.shares.data();
    for (const int first : covers_.first) {
      const float* from = source + static_cast<std::ptrdiff_t>(first) * 3;
      Quad sum = {};
#pragma GCC unroll 8
      for (std::size_t tap = 0; tap < taps; ++tap) sum += Load(from + 3 * tap) * shares[tap];
      Store(quads, sum);
      quads += 4;
      shares += taps;
    }
  }

  Covers covers_;
  std::vector<float> source_;
};

/// To the nearest whole number, the even one of two as near.
void PutRounded(const std::vector<float>& quads, std::uint8_t* rgb) {
  // From 2^23 on floats have no fractions, so adding this rounds; a mean of bytes is then the last
  // byte of the sum.
  constexpr float kNoFractions = 12582912;  // 1.5 * 2^23
  for (std::size_t i = 0; i < quads.size(); i += 4, rgb += 3) {
    const Quad rounded = Load(quads.data() + i) + kNoFractions;
    std::array<std::uint32_t, 4> bits;
    std::memcpy(bits.data(), &rounded, sizeof(rounded));
    for (std::size_t c = 0; c < 3; ++c) rgb[c] = static_cast<std::uint8_t>(bits[c]);
  }
}

}  // namespace

bool IsExactFraction(const Image& image, int width, int height) {
  return image.width() % width == 0 && image.height() % height == 0;
}

void ScaleByArea(const Image& image, int width, int height, std::uint8_t* rgb) {
  assert(width > 0 && height > 0 && width <= image.width() && height <= image.height());
  assert(!IsExactFraction(image, width, height));
  const std::size_t source_step = static_cast<std::size_t>(image.width()) * 3;
  const std::size_t step = static_cast<std::size_t>(width) * 3;
  RowScaler scaler(image.width(), width);
  const Covers covers = CoversOf(image.height(), height);
  std::vector<float> row(static_cast<std::size_t>(width) * 4);
  std::vector<float> sum(row.size());
  int row_is_of = -1;  // a source row that two rows share is scaled across once
  for (int y = 0; y < height; ++y) {
    std::fill(sum.begin(), sum.end(), 0.0F);
    int source = covers.first[static_cast<std::size_t>(y)];
    const float* shares = covers.shares.data() + static_cast<std::size_t>(y) * covers.taps;
    for (std::size_t tap = 0; tap < covers.taps && shares[tap] > 0; ++tap, ++source) {
      if (source != row_is_of) {
        scaler.Scale(
            image.pixels().subspan(static_cast<std::size_t>(source) * source_step, source_step),
            row.data());
        row_is_of = source;
      }
      for (std::size_t i = 0; i < row.size(); ++i) sum[i] += row[i] * shares[tap];
    }
    PutRounded(sum, rgb + static_cast<std::size_t>(y) * step);
  }
}

}  // namespace portcullis
