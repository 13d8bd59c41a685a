// Lets tools such as grpcurl ask what the server offers.
#pragma once

#include "absl/status/status.h"

namespace portcullis {

/// Every gRPC server built in this process from now on has the reflection service. The library
/// switches it on by being loaded, so it is loaded only when it is wanted. UNAVAILABLE if the
/// library is not installed.
absl::Status EnableReflection();

}  // namespace portcullis
