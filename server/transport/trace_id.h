// The name of one call.
#pragma once

#include <string>

namespace portcullis {

/// 32 hexadecimal digits, drawn at random.
std::string NewTraceId();

}  // namespace portcullis
