// The decoder process from the inside.
#pragma once

#include <functional>
#include <memory>

#include "matcher/core/image_decoder.h"
#include "matcher/vision/decode/decode_limits.h"

namespace portcullis {

using MakeDecoder = std::function<std::unique_ptr<ImageDecoder>(const DecodeLimits&)>;

/// The main function of a decoder process: locks itself in, says so, and answers requests until
/// there are none. `argv` is what WorkerProcess gives. Returns the exit status.
int RunDecodeWorker(int argc, char** argv, const MakeDecoder& make_decoder);

}  // namespace portcullis
