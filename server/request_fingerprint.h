// Tells whether two requests are the same.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/message_lite.h"

namespace portcullis {

/// 64 hexadecimal digits: BLAKE2b of the method's name and the request, serialised in a fixed
/// order.
std::string RequestFingerprint(std::string_view method,
                               const google::protobuf::MessageLite& request);

}  // namespace portcullis
