#include "tests/fuzz/request_script.h"

#include <algorithm>

namespace portcullis::testing {
namespace {

constexpr std::size_t kMaxMessages = 12;
constexpr std::size_t kMaxMessageBytes = 0xFFFF;

}  // namespace

RequestScript ParseScript(std::span<const std::uint8_t> bytes) {
  RequestScript script;
  if (bytes.size() < 2) return script;
  script.method = bytes[0];
  script.actor = bytes[1];
  bytes = bytes.subspan(2);
  while (bytes.size() >= 2 && script.messages.size() < kMaxMessages) {
    const std::size_t announced = bytes[0] | (std::size_t{bytes[1]} << 8U);
    const std::span<const std::uint8_t> rest = bytes.subspan(2);
    const std::size_t length = std::min(announced, rest.size());
    script.messages.emplace_back(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length));
    bytes = rest.subspan(length);
  }
  return script;
}

std::string SerializeScript(const RequestScript& script) {
  std::string bytes = {static_cast<char>(script.method), static_cast<char>(script.actor)};
  for (const std::string& message : script.messages) {
    const std::size_t length = std::min(message.size(), kMaxMessageBytes);
    bytes.push_back(static_cast<char>(length & 0xFFU));
    bytes.push_back(static_cast<char>(length >> 8U));
    bytes.append(message, 0, length);
  }
  return bytes;
}

}  // namespace portcullis::testing
