#if defined(__x86_64__)
#include <immintrin.h>

#include "matcher/vision/onednn/scale_block.h"

namespace portcullis {

void ScaleBlockAvx512(const float* in, float* out, std::size_t pixels, const float* scale,
                      const float* shift, float floor) {
  constexpr std::size_t kBlock = 16;
  // maskz with all lanes: gcc 12 takes the plain form for one that reads an uninitialised value.
  const __m512 scales = _mm512_loadu_ps(scale);
  const __m512 shifts = _mm512_loadu_ps(shift);
  const __m512 floors = _mm512_set1_ps(floor);
  for (const float* end = in + pixels * kBlock; in != end; in += kBlock, out += kBlock) {
    const __m512 value = _mm512_fmadd_ps(_mm512_loadu_ps(in), scales, shifts);
    _mm512_storeu_ps(out, _mm512_maskz_max_ps(0xFFFF, value, floors));
  }
}

}  // namespace portcullis
#endif
