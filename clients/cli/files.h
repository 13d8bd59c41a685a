// Files named on the command line.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace portcullis::cli {

/// All bytes of the file; an error names it.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace portcullis::cli
