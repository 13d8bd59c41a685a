// Compiled for AVX2 and FMA (CMakeLists.txt); called only where the machine has them.
#include "matcher/vision/yunet/row_kernels_body.h"
#include "matcher/vision/yunet/row_kernels_by_path.h"

namespace portcullis {

using Avx2 = Tile<8, 6, 2>;

const RowKernels kAvx2RowKernels = {.stem = &Avx2::Stem,
                                    .pointwise = &Avx2::Pointwise,
                                    .depthwise = &Avx2::Depthwise,
                                    .pool = &Avx2::Pool};

}  // namespace portcullis
