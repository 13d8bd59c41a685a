// The kernels of each instruction set against sums written out plainly.
#include "matcher/vision/yunet/row_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "tests/matcher/vision/yunet/cpu_paths.h"

namespace portcullis {
namespace {

// Sums of at most 577 products of values below 1 in another order.
constexpr float kRounding = 1e-4F;
// More and less than every tile, and not a multiple of any.
constexpr std::array<int, 6> kWidths = {1, 2, 5, 7, 13, 31};

using Floats = std::vector<float>;

class RowKernelsTest : public ::testing::TestWithParam<CpuPath> {
 protected:
  const RowKernels& kernels() const { return RowKernelsFor(GetParam()); }

  Floats Random(int count) {
    std::uniform_real_distribution<float> values(-1, 1);
    Floats floats(static_cast<std::size_t>(count));
    for (float& value : floats) value = values(random_);
    return floats;
  }

  /// Room for `count` and a value behind it that must stay.
  static Floats Room(int count) {
    Floats room(static_cast<std::size_t>(count) + 1, 0);
    room.back() = kUntouched;
    return room;
  }
  static void ExpectUntouchedBehind(const Floats& room) { EXPECT_EQ(room.back(), kUntouched); }

  static constexpr float kUntouched = 12345;

 private:
  std::mt19937 random_{7};
};

float At(const Floats& floats, int index) { return floats[static_cast<std::size_t>(index)]; }

TEST_P(RowKernelsTest, PointwiseMultipliesEachPixel) {
  for (const int width : kWidths) {
    for (const auto& [in, out] : {std::pair{16, 16}, {16, 64}, {64, 64}, {64, 48}}) {
      const Floats pixels = Random(width * in);
      const Floats weights = Random(in * out);
      const Floats bias = Random(out);
      Floats result = Room(width * out);
      kernels().pointwise(pixels.data(), in, weights.data(), bias.data(), result.data(), out,
                          width);
      for (int x = 0; x < width; ++x) {
        for (int to = 0; to < out; ++to) {
          float sum = At(bias, to);
          for (int from = 0; from < in; ++from) {
            sum += At(pixels, x * in + from) * At(weights, from * out + to);
          }
          ASSERT_NEAR(At(result, x * out + to), sum, kRounding) << width << ' ' << in << ' ' << out;
        }
      }
      ExpectUntouchedBehind(result);
    }
  }
}

TEST_P(RowKernelsTest, DepthwiseSumsEachChannelOfThreeRows) {
  constexpr int kChannels = 48;
  for (const int width : kWidths) {
    std::array<Floats, 3> rows;
    for (Floats& row : rows) row = Random((width + 2) * kChannels);
    const std::array<const float*, 3> taps = {rows[0].data(), rows[1].data(), rows[2].data()};
    const Floats weights = Random(9 * kChannels);
    const Floats bias = Random(kChannels);
    for (const bool relu : {false, true}) {
      Floats result = Room(width * kChannels);
      kernels().depthwise(taps.data(), weights.data(), bias.data(), relu, result.data(), kChannels,
                          width);
      for (int i = 0; i < width * kChannels; ++i) {
        const int channel = i % kChannels;
        float sum = At(bias, channel);
        for (int tap = 0; tap < 9; ++tap) {
          sum += At(rows[static_cast<std::size_t>(tap / 3)], i + tap % 3 * kChannels) *
                 At(weights, tap * kChannels + channel);
        }
        ASSERT_NEAR(At(result, i), relu ? std::max(0.0F, sum) : sum, kRounding) << width;
      }
      ExpectUntouchedBehind(result);
    }
  }
}

TEST_P(RowKernelsTest, StemTakesEverySecondPixelOfThreeRows) {
  for (const int width : kWidths) {
    std::array<Floats, 3> rows;
    for (Floats& row : rows) row = Random((2 * width + 1) * 3);
    const std::array<const float*, 3> taps = {rows[0].data(), rows[1].data(), rows[2].data()};
    const Floats weights = Random(27 * kChannelStep);
    const Floats bias = Random(kChannelStep);
    Floats result = Room(width * kChannelStep);
    kernels().stem(taps.data(), weights.data(), bias.data(), result.data(), width);
    for (int i = 0; i < width * kChannelStep; ++i) {
      const int channel = i % kChannelStep;
      float sum = At(bias, channel);
      for (int tap = 0; tap < 27; ++tap) {
        sum += At(rows[static_cast<std::size_t>(tap / 9)], i / kChannelStep * 6 + tap % 9) *
               At(weights, tap * kChannelStep + channel);
      }
      ASSERT_NEAR(At(result, i), std::max(0.0F, sum), kRounding) << width;
    }
    ExpectUntouchedBehind(result);
  }
}

TEST_P(RowKernelsTest, PoolTakesTheLargestOfFour) {
  constexpr int kChannels = 16;
  for (const int width : kWidths) {
    const Floats above = Random((2 * width + 1) * kChannels);
    const Floats below = Random((2 * width + 1) * kChannels);
    Floats result = Room(width * kChannels);
    kernels().pool(above.data(), /*first=*/true, result.data(), kChannels, width);
    kernels().pool(below.data(), /*first=*/false, result.data(), kChannels, width);
    for (int i = 0; i < width * kChannels; ++i) {
      const int left = i / kChannels * 2 * kChannels + i % kChannels;
      EXPECT_EQ(At(result, i), std::max({At(above, left), At(above, left + kChannels),
                                         At(below, left), At(below, left + kChannels)}));
    }
    ExpectUntouchedBehind(result);
  }
}

INSTANTIATE_TEST_SUITE_P(EveryCpuPath, RowKernelsTest, ::testing::ValuesIn(testing::CpuPathsHere()),
                         [](const auto& path) { return std::string(CpuPathName(path.param)); });

}  // namespace
}  // namespace portcullis
