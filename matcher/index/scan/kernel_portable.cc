// What every processor has: on x86-64 that is SSE2, elsewhere plain loops.
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "matcher/index/scan/kernel.h"

namespace portcullis::scan {
namespace {

constexpr std::size_t kRows = 16;
constexpr std::size_t kGroup = 4;

/// What one probe is compared with a block by.
struct Comparison {
  const std::int16_t* codes;  // of the first group
  std::size_t stride;         // from group to group
  std::int32_t bias;
  float product_scale;  // 2 s t
  float limit;
};

#if defined(__SSE2__)

constexpr std::size_t kQuarter = 4;  // rows

/// Four rows by 4 dimensions are widened to 16 bits and multiplied with the 4 codes of the probe,
/// which gives two sums for each row.
unsigned NearRows(const std::uint8_t* bytes, std::size_t groups, const Comparison& probe) {
  const __m128i zero = _mm_setzero_si128();
  __m128i low[kRows / kQuarter];  // of rows 0 and 1 of each quarter
  __m128i high[kRows / kQuarter];
  for (__m128i& sums : low) sums = zero;
  for (__m128i& sums : high) sums = zero;
  for (std::size_t group = 0; group < groups; ++group) {
    const __m128i code = _mm_shuffle_epi32(
        _mm_loadl_epi64(reinterpret_cast<const __m128i*>(probe.codes + group * probe.stride)),
        _MM_SHUFFLE(1, 0, 1, 0));
    for (std::size_t i = 0; i < kRows / kQuarter; ++i) {
      const __m128i rows = _mm_load_si128(reinterpret_cast<const __m128i*>(bytes) + i);
      low[i] = _mm_add_epi32(low[i], _mm_madd_epi16(_mm_unpacklo_epi8(rows, zero), code));
      high[i] = _mm_add_epi32(high[i], _mm_madd_epi16(_mm_unpackhi_epi8(rows, zero), code));
    }
    bytes += kRows * kGroup;
  }
  const auto* const squared_lengths = reinterpret_cast<const float*>(bytes);
  unsigned near = 0;
  for (std::size_t i = 0; i < kRows / kQuarter; ++i) {
    const __m128 first = _mm_castsi128_ps(low[i]);
    const __m128 second = _mm_castsi128_ps(high[i]);
    const __m128i products = _mm_add_epi32(
        _mm_set1_epi32(probe.bias),
        _mm_add_epi32(_mm_castps_si128(_mm_shuffle_ps(first, second, _MM_SHUFFLE(2, 0, 2, 0))),
                      _mm_castps_si128(_mm_shuffle_ps(first, second, _MM_SHUFFLE(3, 1, 3, 1)))));
    const __m128 left =
        _mm_sub_ps(_mm_load_ps(squared_lengths + i * kQuarter),
                   _mm_mul_ps(_mm_set1_ps(probe.product_scale), _mm_cvtepi32_ps(products)));
    const __m128 is_near = _mm_cmpngt_ps(left, _mm_set1_ps(probe.limit));
    near |= static_cast<unsigned>(_mm_movemask_ps(is_near)) << (i * kQuarter);
  }
  return near;
}

#else

unsigned NearRows(const std::uint8_t* bytes, std::size_t groups, const Comparison& probe) {
  std::int32_t products[kRows];
  for (std::int32_t& product : products) product = probe.bias;
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t i = 0; i < kGroup; ++i) {
        products[row] += *bytes++ * probe.codes[group * probe.stride + i];
      }
    }
  }
  const auto* const squared_lengths = reinterpret_cast<const float*>(bytes);
  unsigned near = 0;
  for (std::size_t row = 0; row < kRows; ++row) {
    const float left =
        squared_lengths[row] - probe.product_scale * static_cast<float>(products[row]);
    near |= static_cast<unsigned>(!(left > probe.limit)) << row;
  }
  return near;
}

#endif

}  // namespace

std::size_t FirstNearPortable(const Blocks& blocks, const Panel& panel, std::size_t begin,
                              std::size_t end, std::uint16_t* near) {
  const auto* const codes = static_cast<const std::int16_t*>(panel.codes);
  for (std::size_t block = begin; block < end; ++block) {
    const float scale = blocks.bounds[2 * block];
    const float error = blocks.bounds[2 * block + 1];
    unsigned any = 0;
    for (std::size_t i = 0; i < panel.width; ++i) {
      const float reach = panel.reach[i] + error;
      const unsigned rows = NearRows(blocks.bytes + block * blocks.block_bytes, blocks.groups,
                                     {.codes = codes + i * kGroup,
                                      .stride = panel.width * kGroup,
                                      .bias = panel.bias[i],
                                      .product_scale = scale * panel.twice_scale[i],
                                      .limit = reach * reach - panel.squared_length[i]});
      near[i] = static_cast<std::uint16_t>(rows);
      any |= rows;
    }
    if (any != 0) return block;
  }
  return end;
}

}  // namespace portcullis::scan
