// How much of an image is accepted.
#pragma once

#include <cstddef>

namespace portcullis {

struct DecodeLimits {
  std::size_t max_bytes = 8U << 20U;  // of the file
  int max_side_px = 4096;             // as the header declares it, either side
};

}  // namespace portcullis
