#include "matcher/vision/yunet/row_kernels_body.h"
#include "matcher/vision/yunet/row_kernels_by_path.h"

namespace portcullis {

using Portable = Tile<4, 6, 2>;

const RowKernels kPortableRowKernels = {.stem = &Portable::Stem,
                                        .pointwise = &Portable::Pointwise,
                                        .depthwise = &Portable::Depthwise,
                                        .pool = &Portable::Pool};

}  // namespace portcullis
