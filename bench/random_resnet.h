// The classic dlib network with random weights, as dlib itself writes and runs it.
#pragma once

#include <cstdint>
#include <vector>

#include "matcher/core/image.h"

namespace portcullis {

struct RandomResNet {
  std::vector<std::uint8_t> file;  // dlib's own serialisation
  std::vector<float> embedding;    // dlib's own result for the chip
};

/// `chip` is 150x150.
RandomResNet MakeRandomResNet(const Image& chip);

}  // namespace portcullis
