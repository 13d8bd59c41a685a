// The ImageDecoder for the formats that Portcullis accepts: JPEG and PNG.
#pragma once

#include <memory>

#include "matcher/core/image_decoder.h"
#include "matcher/vision/decode/decode_limits.h"

namespace portcullis {

std::unique_ptr<ImageDecoder> MakeImageDecoder(const DecodeLimits& limits);

}  // namespace portcullis
