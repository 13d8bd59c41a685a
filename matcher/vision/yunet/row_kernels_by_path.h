// The kernels of each instruction set. On other processors than x86-64 there are the portable ones.
#pragma once

#include "matcher/vision/yunet/row_kernels.h"

namespace portcullis {

extern const RowKernels kPortableRowKernels;
extern const RowKernels kAvx2RowKernels;
extern const RowKernels kAvx512RowKernels;

}  // namespace portcullis
