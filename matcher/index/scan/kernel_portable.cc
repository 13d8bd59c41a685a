// What every processor has: on x86-64 that is SSE2, elsewhere plain loops.
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "matcher/index/scan/kernel.h"

namespace portcullis::scan {
namespace {

constexpr std::size_t kRows = 16;
constexpr std::size_t kGroup = 4;

#if defined(__SSE2__)

constexpr std::size_t kPairs = kRows / 2;

/// Adds <u, d> of one probe to the sums of 16 rows. Two rows by 4 dimensions are widened to 16 bits
/// and multiplied with the 4 codes of the probe, which gives two sums for each row.
void AddProducts(const std::uint8_t* bytes, const std::int16_t* codes, std::size_t stride,
                 std::size_t groups, std::int32_t* sums) {
  const __m128i zero = _mm_setzero_si128();
  __m128i pairs[kPairs];
  for (__m128i& pair : pairs) pair = zero;
  for (std::size_t group = 0; group < groups; ++group) {
    const __m128i code = _mm_shuffle_epi32(
        _mm_loadl_epi64(reinterpret_cast<const __m128i*>(codes + group * stride)), 0b01000100);
    const auto* const rows = reinterpret_cast<const __m128i*>(bytes + group * kRows * kGroup);
    for (std::size_t pair = 0; pair < kPairs; pair += 2) {
      const __m128i four = _mm_load_si128(rows + pair / 2);
      pairs[pair] = _mm_add_epi32(pairs[pair], _mm_madd_epi16(_mm_unpacklo_epi8(four, zero), code));
      pairs[pair + 1] =
          _mm_add_epi32(pairs[pair + 1], _mm_madd_epi16(_mm_unpackhi_epi8(four, zero), code));
    }
  }
  for (std::size_t pair = 0; pair < kPairs; ++pair) {
    std::int32_t halves[4];
    _mm_storeu_si128(reinterpret_cast<__m128i*>(halves), pairs[pair]);
    sums[2 * pair] += halves[0] + halves[1];
    sums[2 * pair + 1] += halves[2] + halves[3];
  }
}

#else

/// Adds <u, d> of one probe to the sums of 16 rows.
void AddProducts(const std::uint8_t* bytes, const std::int16_t* codes, std::size_t stride,
                 std::size_t groups, std::int32_t* sums) {
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t i = 0; i < kGroup; ++i) {
        sums[row] += bytes[(group * kRows + row) * kGroup + i] * codes[group * stride + i];
      }
    }
  }
}

#endif

}  // namespace

std::size_t FirstNearPortable(const Blocks& blocks, const Panel& panel, std::size_t begin,
                              std::size_t end, std::uint16_t* near) {
  const auto* const codes = static_cast<const std::int16_t*>(panel.codes);
  for (std::size_t block = begin; block < end; ++block) {
    const std::uint8_t* const bytes = blocks.bytes + block * blocks.block_bytes;
    const auto* const squared_lengths =
        reinterpret_cast<const float*>(bytes + blocks.groups * kRows * kGroup);
    const float scale = blocks.bounds[2 * block];
    const float error = blocks.bounds[2 * block + 1];
    bool any = false;
    for (std::size_t probe = 0; probe < panel.width; ++probe) {
      std::int32_t sums[kRows];
      for (std::int32_t& sum : sums) sum = panel.bias[probe];
      AddProducts(bytes, codes + probe * kGroup, panel.width * kGroup, blocks.groups, sums);
      const float product_scale = scale * panel.twice_scale[probe];
      const float reach = panel.reach[probe] + error;
      const float limit = reach * reach - panel.squared_length[probe];
      unsigned mask = 0;
      for (std::size_t row = 0; row < kRows; ++row) {
        const float left = squared_lengths[row] - product_scale * static_cast<float>(sums[row]);
        mask |= static_cast<unsigned>(!(left > limit)) << row;
      }
      near[probe] = static_cast<std::uint16_t>(mask);
      any |= mask != 0;
    }
    if (any) return block;
  }
  return end;
}

}  // namespace portcullis::scan
