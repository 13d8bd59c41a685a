// The ImageDecoder for what Portcullis accepts: JPEG, PNG, JPEG 2000, and face records of them.
#pragma once

#include <memory>

#include "matcher/core/image_decoder.h"
#include "matcher/vision/decode/decode_limits.h"

namespace portcullis {

/// Decodes in this process. The answer says which coding the image has, and what the face record
/// says that it came in.
std::unique_ptr<ImageDecoder> MakeImageDecoder(const DecodeLimits& limits);

}  // namespace portcullis
