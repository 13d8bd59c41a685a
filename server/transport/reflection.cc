#include "server/transport/reflection.h"

#include <dlfcn.h>

#include "fmt/format.h"

namespace portcullis {

absl::Status EnableReflection() {
  if (dlopen(PORTCULLIS_REFLECTION_LIBRARY, RTLD_NOW | RTLD_GLOBAL) != nullptr) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(fmt::format("cannot load {}", PORTCULLIS_REFLECTION_LIBRARY));
}

}  // namespace portcullis
