#include "matcher/vision/yunet/row_kernels.h"

#include "matcher/core/cpu_path.h"
#include "matcher/vision/yunet/row_kernels_by_path.h"

namespace portcullis {

const RowKernels& RowKernelsFor(CpuPath path) {
#if defined(__x86_64__)
  switch (path) {
    case CpuPath::kAvx512Vnni: return kAvx512RowKernels;
    case CpuPath::kAvx2: return kAvx2RowKernels;
    case CpuPath::kPortable: break;
  }
#else
  static_cast<void>(path);
#endif
  return kPortableRowKernels;
}

}  // namespace portcullis
