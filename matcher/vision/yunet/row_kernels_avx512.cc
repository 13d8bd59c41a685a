// Compiled for AVX-512 (CMakeLists.txt); called only where the machine has it.
#include "matcher/vision/yunet/row_kernels_body.h"
#include "matcher/vision/yunet/row_kernels_by_path.h"

namespace portcullis {
namespace {

using Narrow = Tile<16, 12, 1>;
using Wide = Tile<16, 6, 4>;

void Pointwise(const float* in, int in_channels, const float* weights, const float* bias,
               float* out, int out_channels, int width) {
  const auto run = out_channels % 64 == 0 ? &Wide::Pointwise : &Narrow::Pointwise;
  run(in, in_channels, weights, bias, out, out_channels, width);
}

}  // namespace

const RowKernels kAvx512RowKernels = {.stem = &Narrow::Stem,
                                      .pointwise = &Pointwise,
                                      .depthwise = &Narrow::Depthwise,
                                      .pool = &Narrow::Pool};

}  // namespace portcullis
