#include "clients/cli/request_id.h"

#include <cstdint>
#include <random>

#include "fmt/format.h"

namespace portcullis::cli {

std::string NewRequestId() {
  std::random_device entropy;
  const auto word = [&entropy] { return static_cast<std::uint32_t>(entropy()); };
  const std::uint32_t a = word(), b = word(), c = word(), d = word();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", a, b >> 16, b & 0xfffU,
                     0x8000U | (c >> 16 & 0x3fffU), c & 0xffffU, d);
}

}  // namespace portcullis::cli
