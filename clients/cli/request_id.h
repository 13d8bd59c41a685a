// Ids that make a repeated request harmless.
#pragma once

#include <string>

namespace portcullis::cli {

/// A random UUID (version 4), from the system's entropy.
std::string NewRequestId();

}  // namespace portcullis::cli
