// AVX2: 4 rows by 4 dimensions are widened to 16 bits (products of unsigned with signed bytes,
// added in pairs, would not fit in 16) and multiplied with the 4 codes of a probe, which gives two
// sums for each row.
#include <immintrin.h>

#include "matcher/index/scan/kernel.h"

namespace portcullis::scan {
namespace {

constexpr std::size_t kGroupBytes = 64;
// With one probe the processor is better at it.
constexpr std::size_t kReadAhead = 4096;
constexpr std::size_t kQuarters = 4;  // of 16 rows
constexpr std::size_t kQuarterBytes = 16;
constexpr std::size_t kRowsPerHalf = 8;

/// Two probes at most: their 8 sums, 4 quarters of rows and a code fill the 16 registers.
template <std::size_t kWidth>
inline void Products(const std::uint8_t* bytes, const std::int64_t* codes, std::size_t stride,
                     std::size_t groups, __m256i (*sums)[kQuarters]) {
  for (std::size_t group = 0; group < groups; ++group) {
    const std::uint8_t* const here = bytes + group * kGroupBytes;
    if constexpr (kWidth > 1) {
      _mm_prefetch(reinterpret_cast<const char*>(here + kReadAhead), _MM_HINT_T0);
    }
    for (std::size_t quarter = 0; quarter < kQuarters; ++quarter) {
      const __m256i rows = _mm256_cvtepu8_epi16(
          _mm_load_si128(reinterpret_cast<const __m128i*>(here + quarter * kQuarterBytes)));
      for (std::size_t probe = 0; probe < kWidth; ++probe) {
        const __m256i code = _mm256_set1_epi64x(codes[group * stride + probe]);
        sums[probe][quarter] =
            _mm256_add_epi32(sums[probe][quarter], _mm256_madd_epi16(rows, code));
      }
    }
  }
}

/// From two sums a row, in two quarters, to 8 rows in order.
inline __m256i RowSums(__m256i first, __m256i second) {
  // Rows 0 1 4 5 | 2 3 6 7 of the half.
  const __m256i added = _mm256_hadd_epi32(first, second);
  return _mm256_permute4x64_epi64(added, _MM_SHUFFLE(3, 1, 2, 0));
}

inline unsigned NearOf(const __m256i* sums, const float* squared_lengths, std::int32_t bias,
                       float product_scale, float limit) {
  unsigned mask = 0;
  for (std::size_t half = 0; half < 2; ++half) {
    const __m256i products =
        _mm256_add_epi32(RowSums(sums[2 * half], sums[2 * half + 1]), _mm256_set1_epi32(bias));
    const __m256 left =
        _mm256_fnmadd_ps(_mm256_set1_ps(product_scale), _mm256_cvtepi32_ps(products),
                         _mm256_load_ps(squared_lengths + half * kRowsPerHalf));
    const __m256 is_near = _mm256_cmp_ps(left, _mm256_set1_ps(limit), _CMP_NGT_UQ);
    mask |= static_cast<unsigned>(_mm256_movemask_ps(is_near)) << (half * kRowsPerHalf);
  }
  return mask;
}

template <std::size_t kWidth>
inline unsigned BlockNear(const Blocks& blocks, const Panel& panel, std::size_t block,
                          std::size_t first, std::uint16_t* near) {
  const std::uint8_t* const bytes = blocks.bytes + block * blocks.block_bytes;
  const auto* const codes = static_cast<const std::int64_t*>(panel.codes) + first;
  const float scale = blocks.bounds[2 * block];
  const float error = blocks.bounds[2 * block + 1];
  __m256i sums[kWidth][kQuarters];
  for (std::size_t probe = 0; probe < kWidth; ++probe) {
    for (__m256i& sum : sums[probe]) sum = _mm256_setzero_si256();
  }
  Products<kWidth>(bytes, codes, panel.width, blocks.groups, sums);
  const auto* const squared_lengths =
      reinterpret_cast<const float*>(bytes + blocks.groups * kGroupBytes);
  unsigned any = 0;
  for (std::size_t probe = 0; probe < kWidth; ++probe) {
    const std::size_t at = first + probe;
    const float reach = panel.reach[at] + error;
    const unsigned mask =
        NearOf(sums[probe], squared_lengths, panel.bias[at], scale * panel.twice_scale[at],
               reach * reach - panel.squared_length[at]);
    near[at] = static_cast<std::uint16_t>(mask);
    any |= mask;
  }
  return any;
}

}  // namespace

std::size_t FirstNearAvx2(const Blocks& blocks, const Panel& panel, std::size_t begin,
                          std::size_t end, std::uint16_t* near) {
  for (std::size_t block = begin; block < end; ++block) {
    unsigned any = 0;
    if (panel.width == 1) {
      any = BlockNear<1>(blocks, panel, block, 0, near);
    } else {
      for (std::size_t first = 0; first < panel.width; first += 2) {
        any |= BlockNear<2>(blocks, panel, block, first, near);
      }
    }
    if (any != 0) return block;
  }
  return end;
}

}  // namespace portcullis::scan
