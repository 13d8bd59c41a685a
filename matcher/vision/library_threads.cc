#include "matcher/vision/library_threads.h"

#include <cblas.h>

#include <opencv2/core/utility.hpp>

namespace portcullis {

void MakeLibrariesSingleThreaded() {
  cv::setNumThreads(1);
  openblas_set_num_threads(1);
}

}  // namespace portcullis
