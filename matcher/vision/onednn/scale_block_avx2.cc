#if defined(__x86_64__)
#include <immintrin.h>

#include "matcher/vision/onednn/scale_block.h"

namespace portcullis {

void ScaleBlockAvx2(const float* in, float* out, std::size_t pixels, const float* scale,
                    const float* shift, float floor) {
  constexpr std::size_t kBlock = 8;
  const __m256 scales = _mm256_loadu_ps(scale);
  const __m256 shifts = _mm256_loadu_ps(shift);
  const __m256 floors = _mm256_set1_ps(floor);
  for (const float* end = in + pixels * kBlock; in != end; in += kBlock, out += kBlock) {
    const __m256 value = _mm256_fmadd_ps(_mm256_loadu_ps(in), scales, shifts);
    _mm256_storeu_ps(out, _mm256_max_ps(value, floors));
  }
}

}  // namespace portcullis
#endif
