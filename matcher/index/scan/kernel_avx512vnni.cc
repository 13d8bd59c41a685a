// AVX-512 with VNNI: 16 rows by 4 dimensions are one register, and one instruction adds their
// products with 4 codes of a probe, read from memory, to 16 sums.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // gcc 12, bug 105593: a false alarm below
#endif
#include <immintrin.h>

#include "matcher/index/scan/kernel.h"

namespace portcullis::scan {
namespace {

constexpr std::size_t kGroupBytes = 64;
// With one probe the processor is better at it.
constexpr std::size_t kReadAhead = 4096;

/// The sums of 16 rows for each of kWidth probes. With few probes, several sums run beside each
/// other for each, since one addition waits for the last.
template <std::size_t kWidth>
inline void Products(const std::uint8_t* bytes, const std::int32_t* codes, std::size_t groups,
                     __m512i* sums) {
  constexpr std::size_t kChains = kWidth >= 4 ? 1 : 4 / kWidth;
  __m512i partial[kChains][kWidth];
  for (std::size_t chain = 0; chain < kChains; ++chain) {
    for (std::size_t probe = 0; probe < kWidth; ++probe) {
      partial[chain][probe] = chain == 0 ? sums[probe] : _mm512_setzero_si512();
    }
  }
  std::size_t group = 0;
  for (; group + kChains <= groups; group += kChains) {
    for (std::size_t chain = 0; chain < kChains; ++chain) {
      const std::uint8_t* const here = bytes + (group + chain) * kGroupBytes;
      if constexpr (kWidth > 1) {
        _mm_prefetch(reinterpret_cast<const char*>(here + kReadAhead), _MM_HINT_T0);
      }
      const __m512i rows = _mm512_load_si512(here);
      for (std::size_t probe = 0; probe < kWidth; ++probe) {
        const __m512i code = _mm512_set1_epi32(codes[(group + chain) * kWidth + probe]);
        partial[chain][probe] = _mm512_dpbusd_epi32(partial[chain][probe], rows, code);
      }
    }
  }
  for (; group < groups; ++group) {
    const __m512i rows = _mm512_load_si512(bytes + group * kGroupBytes);
    for (std::size_t probe = 0; probe < kWidth; ++probe) {
      const __m512i code = _mm512_set1_epi32(codes[group * kWidth + probe]);
      partial[0][probe] = _mm512_dpbusd_epi32(partial[0][probe], rows, code);
    }
  }
  for (std::size_t probe = 0; probe < kWidth; ++probe) {
    sums[probe] = partial[0][probe];
    for (std::size_t chain = 1; chain < kChains; ++chain) {
      sums[probe] = _mm512_add_epi32(sums[probe], partial[chain][probe]);
    }
  }
}

template <std::size_t kWidth>
std::size_t FirstNearOf(const Blocks& blocks, const Panel& panel, std::size_t begin,
                        std::size_t end, std::uint16_t* near) {
  const auto* const codes = static_cast<const std::int32_t*>(panel.codes);
  const __m256 twice_scales = _mm256_loadu_ps(panel.twice_scale);
  const __m256 reaches = _mm256_loadu_ps(panel.reach);
  const __m256 squared_lengths_of_probes = _mm256_loadu_ps(panel.squared_length);
  for (std::size_t block = begin; block < end; ++block) {
    const std::uint8_t* const bytes = blocks.bytes + block * blocks.block_bytes;
    __m512i sums[kWidth];
    for (std::size_t probe = 0; probe < kWidth; ++probe) {
      sums[probe] = _mm512_set1_epi32(panel.bias[probe]);
    }
    Products<kWidth>(bytes, codes, blocks.groups, sums);

    const __m512 squared_lengths = _mm512_load_ps(bytes + blocks.groups * kGroupBytes);
    const __m256 scale = _mm256_set1_ps(blocks.bounds[2 * block]);
    const __m256 error = _mm256_set1_ps(blocks.bounds[2 * block + 1]);
    const __m256 reach = _mm256_add_ps(reaches, error);
    alignas(32) float product_scales[kPanelWidth];
    alignas(32) float limits[kPanelWidth];
    _mm256_store_ps(product_scales, _mm256_mul_ps(scale, twice_scales));
    _mm256_store_ps(limits, _mm256_fmsub_ps(reach, reach, squared_lengths_of_probes));
    unsigned any = 0;
    for (std::size_t probe = 0; probe < kWidth; ++probe) {
      const __m512 left = _mm512_fnmadd_ps(_mm512_set1_ps(product_scales[probe]),
                                           _mm512_cvtepi32_ps(sums[probe]), squared_lengths);
      const __mmask16 mask = _mm512_cmp_ps_mask(left, _mm512_set1_ps(limits[probe]), _CMP_NGT_UQ);
      near[probe] = mask;
      any |= mask;
    }
    if (any != 0) return block;
  }
  return end;
}

}  // namespace

std::size_t FirstNearAvx512Vnni(const Blocks& blocks, const Panel& panel, std::size_t begin,
                                std::size_t end, std::uint16_t* near) {
  switch (panel.width) {
    case 1: return FirstNearOf<1>(blocks, panel, begin, end, near);
    case 2: return FirstNearOf<2>(blocks, panel, begin, end, near);
    case 4: return FirstNearOf<4>(blocks, panel, begin, end, near);
    default: return FirstNearOf<8>(blocks, panel, begin, end, near);
  }
}

}  // namespace portcullis::scan
