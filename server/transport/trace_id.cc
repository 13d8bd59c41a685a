#include "server/transport/trace_id.h"

#include <array>

#include "absl/strings/escaping.h"
#include "sodium.h"

namespace portcullis {

std::string NewTraceId() {
  std::array<char, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return absl::BytesToHexString({bytes.data(), bytes.size()});
}

}  // namespace portcullis
