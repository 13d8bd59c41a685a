#include "matcher/vision/onednn/scale_block.h"

#include "matcher/core/cpu_path.h"

namespace portcullis {
namespace {

void ScaleBlockPortable(const float* in, float* out, std::size_t pixels, const float* scale,
                        const float* shift, float floor) {
  constexpr std::size_t kBlock = 8;
  for (const float* end = in + pixels * kBlock; in != end; in += kBlock, out += kBlock) {
    for (std::size_t c = 0; c < kBlock; ++c) {
      const float value = in[c] * scale[c] + shift[c];
      out[c] = value > floor ? value : floor;
    }
  }
}

}  // namespace

ScaleBlock ScaleBlockFor(CpuPath path) {
  switch (path) {
    case CpuPath::kPortable: return &ScaleBlockPortable;
#if defined(__x86_64__)
    case CpuPath::kAvx2: return &ScaleBlockAvx2;
    case CpuPath::kAvx512Vnni: return &ScaleBlockAvx512;
#else
    case CpuPath::kAvx2:
    case CpuPath::kAvx512Vnni: break;  // no path of this machine
#endif
  }
  return &ScaleBlockPortable;
}

}  // namespace portcullis
